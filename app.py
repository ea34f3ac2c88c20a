"""What `streamlit run app.py` opens: the app, behind its guard."""

from pathlib import Path

import streamlit as st

from make_the_case import streamlit_app
from make_the_case.store import groups_mapped, hosted_as
from make_the_case.views.shell import failures, guard, liveness, server, short_cookies

if __name__ == "__main__":
    with failures.said("page"):
        streamlit_app.main()
else:  # whatever serves this file, `streamlit run` too, takes this
    mapping = groups_mapped()
    short_cookies.keep_short(mapping.shortened, mapping.claim)
    served = st.App(
        Path(__file__).resolve(),
        routes=liveness.routes(streamlit_app.why_not_ready),
        middleware=server.guards(hosted_as()),
        lifespan=server.while_it_runs(streamlit_app.get_ready),
        exception_handlers={500: guard.failed},
    )
