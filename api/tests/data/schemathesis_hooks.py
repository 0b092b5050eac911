"""What schemathesis has to be told beside the description of the API: what lines of JSON are, and that what is
said of a stream of events is said of their data, as generators of clients read it."""

import json

import schemathesis
from hypothesis import strategies as st

CASE = st.fixed_dictionaries(
    {"question": st.text(max_size=20)},
    optional={"expected": st.lists(st.text(max_size=8), max_size=3)},
)
LINES = st.lists(CASE, max_size=3).map(lambda cases: "\n".join(map(json.dumps, cases)).encode())
schemathesis.openapi.media_type("application/jsonl", LINES | st.binary(max_size=200))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Schemathesis reads the schema of a stream as that of an event, whose data is a text."""
    for path in raw_schema["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                stream = response.get("content", {}).get("text/event-stream")
                if stream:
                    data = {"type": "string", "contentMediaType": "application/json"}
                    data["contentSchema"] = stream["schema"]
                    stream["schema"] = {"type": "object", "required": ["data"], "properties": {"data": data}}
