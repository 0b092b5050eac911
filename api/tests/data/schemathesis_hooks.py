"""What schemathesis has to be told beside the description of the API: what lines of JSON are."""

import json

import schemathesis
from hypothesis import strategies as st

CASE = st.fixed_dictionaries(
    {"question": st.text(max_size=20)},
    optional={"expected": st.lists(st.text(max_size=8), max_size=3)},
)
LINES = st.lists(CASE, max_size=3).map(lambda cases: "\n".join(map(json.dumps, cases)).encode())
schemathesis.openapi.media_type("application/jsonl", LINES | st.binary(max_size=200))
