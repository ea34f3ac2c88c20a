"""What a case may say of what happened, and what that makes known of its years. It knows no shape of the case but an option's, and judges
nothing.
"""
