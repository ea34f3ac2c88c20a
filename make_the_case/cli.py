"""The command line: everything that the app does, without it.

Results go to standard output, messages to standard error.
"""

from __future__ import annotations

import io
import os
import sys

from make_the_case.command_line.arguments import parser
from make_the_case.command_line.output import (
    CASE_HAS_ERRORS,
    DONE,
    STOPPED,
    WRONG_USAGE,
    UsageError,
    say,
    why_of,
)


def _run(arguments: list[str]) -> int:
    asked = parser().parse_args(arguments)
    if asked.version:
        from valuation import MODEL_VERSION, PROGRAM_VERSION, load_library

        print(f"make-the-case {PROGRAM_VERSION}, model {MODEL_VERSION}, library {load_library().version}")
        return DONE
    if asked.command is None:
        asked = parser().parse_args(["app"])
    return int(asked.does(asked))


def _forget_output() -> None:
    """Lets the interpreter end quietly where standard output can take no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: Exception) -> int:
    """Says what stopped the command, in the words of the error where it is one of ours."""
    from valuation.errors import CaseError, MakeTheCaseError

    if isinstance(error, CaseError):
        from make_the_case.exports.plain_text import problem_lines

        say(problem_lines(error), fold=False)
    elif isinstance(error, MakeTheCaseError):
        say(str(error).splitlines())
    else:
        what = f"{type(error).__name__}: {error}"[:300]
        say([f"This is a fault of Make the Case, not of your case: {what}. Report it with the case."])
    return CASE_HAS_ERRORS


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status; output is UTF-8 whatever the locale."""
    # A stream that whoever started the command has closed is None, and what is written to it goes nowhere.
    sys.stdout, sys.stderr = (stream or io.StringIO() for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except UsageError as error:
        say(str(error).splitlines())
        return WRONG_USAGE
    except BrokenPipeError:
        _forget_output()
        return DONE
    except KeyboardInterrupt:
        say(["Stopped."])
        return STOPPED
    except OSError as error:
        _forget_output()
        say([f"The result cannot be written ({why_of(error)})."])
        return WRONG_USAGE
    except Exception as error:
        if os.environ.get("MAKE_THE_CASE_TRACEBACK"):  # for whoever mends it
            raise
        return _failed(error)
    return status


if __name__ == "__main__":
    sys.exit(main())
