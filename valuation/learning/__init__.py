"""What happened, beside what was planned: records read, the case as it is known now, tests, charts of months. It appraises nothing itself:
the case as it is known now is another case for the one evaluator. It knows no screen and no paper.
"""
