//! Every route, with the action of the table that it is.

/// Routes that are open to everybody, whoever they are.
pub(super) const OPEN: [&str; 29] = [
    "get /healthz",
    "get /metrics",
    "get /readyz",
    "get /v1/calendar",
    "get /v1/centers",
    "get /v1/centers/{id}/slots",
    "get /v1/demo",
    "get /v1/entries/{id}",
    "get /v1/guesses",
    "get /v1/hot",
    "get /v1/hotwords",
    "get /v1/rights",
    "get /v1/service",
    "get /v1/shared/{token}",
    "get /v1/shortcuts",
    "get /v1/suggestions",
    "get /v1/topics",
    "get /v1/topics/{name}/questions",
    "get /v1/versions",
    // Signed by the outside desk, in the place of a token.
    "post /v1/backend/sessions/{id}/commands",
    "post /v1/backend/sessions/{id}/replay",
    "post /v1/backend/sessions/{id}/files",
    "post /v1/audio/speech",
    "post /v1/audio/transcriptions",
    "get /v1/audio/stream",
    "post /v1/conversations",
    "post /v1/demo/tokens",
    "post /v1/login",
    // Signed, by nobody who has a role.
    "post /v1/dialler/reports",
];
/// Routes on what is one's own by its nature, with their action and a body.
pub(super) const MINE: [(&str, &str, &str); 17] = [
    ("put /v1/agents/me", "serve", r#"{"presence": "online"}"#),
    ("get /v1/agents/me", "serve", ""),
    ("get /v1/agents/me/socket", "serve", ""),
    ("get /v1/replies", "keep_replies", ""),
    ("get /v1/authorities/mine", "choose_authority", ""),
    (
        "post /v1/authorities/mine/actions",
        "choose_authority",
        r#"{"action": "choose", "center": "city"}"#,
    ),
    ("get /v1/favorites", "keep_favorites", ""),
    ("put /v1/favorites/{entry_id}", "keep_favorites", ""),
    ("delete /v1/favorites/{entry_id}", "keep_favorites", ""),
    ("put /v1/shortcuts", "choose_shortcuts", r#"{"keys": []}"#),
    ("delete /v1/me", "erase_self", ""),
    ("post /v1/tickets", "take_ticket", r#"{"conversation_id": "x"}"#),
    ("get /v1/messages", "read_messages", ""),
    ("get /v1/todos", "read_messages", ""),
    ("post /v1/messages/read", "read_messages", "{}"),
    ("get /v1/sheets", "answer_surveys", ""),
    ("post /v1/files", "keep_files", "text"),
];
/// Routes on a thing that is somebody's, with their action and a body.
pub(super) const THINGS: [(&str, &str, &str); 45] = [
    ("get /v1/sessions/{id}", "read_matter", ""),
    ("get /v1/sessions/{id}/stream", "read_matter", ""),
    ("get /v1/sessions/{id}/socket", "read_matter", ""),
    ("get /v1/sessions/{id}/assist", "assist_agent", ""),
    ("put /v1/sessions/{id}/marks", "speak", r#"{"read_to": 1}"#),
    // Nobody is there to be spoken to yet, so it is refused by the state, not by who asks.
    ("post /v1/sessions/{id}/typing", "speak", ""),
    ("post /v1/sessions/{id}/attachments", "speak", "text"),
    ("put /v1/replies/{id}", "keep_replies", r#"{"title": "a", "text": "b"}"#),
    ("delete /v1/replies/{id}", "keep_replies", ""),
    ("get /v1/sessions/{id}/events", "read_matter", ""),
    ("get /v1/sessions/{id}/packet", "read_matter", ""),
    ("post /v1/sessions/{id}/actions", "move_matter", r#"{"action": "rate", "verdict": "solved"}"#),
    ("get /v1/reservations/{id}", "read_matter", ""),
    ("get /v1/invitations/{id}", "read_matter", ""),
    // Nothing that has just been made can end, so it is refused by its state, not by who asks.
    ("post /v1/reservations/{id}/actions", "move_matter", r#"{"action": "end"}"#),
    ("post /v1/invitations/{id}/actions", "move_matter", r#"{"action": "end"}"#),
    ("get /v1/notes/{id}", "read_matter", ""),
    ("get /v1/work-orders/{id}", "read_matter", ""),
    ("get /v1/mediations/{id}", "read_matter", ""),
    ("get /v1/cases/{id}", "read_matter", ""),
    ("post /v1/notes/{id}/actions", "move_matter", r#"{"action": "return"}"#),
    ("post /v1/work-orders/{id}/actions", "move_matter", r#"{"action": "report"}"#),
    ("post /v1/mediations/{id}/actions", "move_matter", r#"{"action": "settle"}"#),
    ("post /v1/cases/{id}/actions", "move_matter", r#"{"action": "tell"}"#),
    ("post /v1/answers", "ask", r#"{"question": "征收率是多少", "conversation_id": "{id}"}"#),
    ("get /v1/conversations/{id}", "read_conversation", ""),
    ("get /v1/conversations/{id}/turns", "read_conversation", ""),
    ("get /v1/conversations/{id}/events", "read_conversation", ""),
    ("get /v1/conversations/{id}/socket", "read_conversation", ""),
    ("post /v1/conversations/{id}/end", "end_conversation", ""),
    ("post /v1/conversations/{id}/attachments", "send_attachment", "text"),
    ("get /v1/attachments/{id}", "read_attachment", ""),
    ("get /v1/files/{id}", "keep_files", ""),
    ("delete /v1/files/{id}", "keep_files", ""),
    ("post /v1/conversations/{id}/handover", "request_handover", "{}"),
    ("get /v1/conversations/{id}/packet", "read_packet", ""),
    ("post /v1/answers/{answer_id}/share", "share_answer", ""),
    ("put /v1/answers/{answer_id}/feedback", "give_feedback", r#"{"useful": true}"#),
    ("post /v1/interceptions/{id}/release", "release_interception", ""),
    // A session that waits has no calls, and a call that has ended is nobody's to be in.
    ("post /v1/sessions/{id}/calls", "move_matter", r#"{"start": "assist"}"#),
    ("get /v1/sessions/{id}/calls", "read_matter", ""),
    ("get /v1/calls/{id}", "read_matter", ""),
    ("post /v1/calls/{id}/actions", "move_matter", r#"{"action": "accept"}"#),
    ("get /v1/calls/{id}/ice", "move_matter", ""),
    ("get /v1/calls/{id}/signal", "move_matter", ""),
];
/// Routes that make something, with their action; what they are sent is refused for its time.
pub(super) const MAKING: [(&str, &str, &str); 10] = [
    ("post /v1/replies", "keep_replies", r#"{"title": "", "text": ""}"#),
    (
        "post /v1/sessions",
        "ask_for_person",
        r#"{"skill": "a-skill-whose-name-is-longer-than-a-hundred-characters-can-be-and-therefore-is-no-name-of-a-skill-at-all"}"#,
    ),
    (
        "post /v1/reservations",
        "reserve",
        r#"{"form": {"way": "online", "begins_at": "2020-01-01T00:00:00Z", "subject_matter": "x"}}"#,
    ),
    (
        "post /v1/invitations",
        "invite",
        r#"{"invitee": "x", "form": {"way": "online", "begins_at": "2020-01-01T00:00:00Z", "subject_matter": "x"}}"#,
    ),
    ("post /v1/notes", "leave_note", r#"{"form": {"note_type": "x", "content": "x"}}"#),
    ("post /v1/work-orders", "open_work_order", r#"{"taxpayer": "x", "subject_matter": ""}"#),
    ("post /v1/mediations", "ask_for_mediation", r#"{"form": {}}"#),
    (
        "post /v1/cases",
        "begin_case",
        r#"{"form": {"channel": "online", "matter": "", "facts": "x", "handling_center": "x"}}"#,
    ),
    (
        "post /v1/notices",
        "send_notices",
        r#"{"client_id": "x", "category": "none", "title": "t", "body": "b", "system": "s", "audience": "everyone"}"#,
    ),
    (
        "post /v1/surveys",
        "run_surveys",
        r#"{"form": {"title": "t", "purpose": "p", "questions": [], "audience": "everyone", "open_from": "2020-01-01T00:00:00Z", "open_until": "2020-01-02T00:00:00Z"}}"#,
    ),
];
/// Lists of what the desk has in hand.
pub(super) const HELD: [(&str, &str); 7] = [
    ("get /v1/notes", "read_matter"),
    ("get /v1/work-orders", "read_matter"),
    ("get /v1/mediations", "read_matter"),
    ("get /v1/cases", "read_matter"),
    ("get /v1/reservations", "read_matter"),
    ("get /v1/invitations", "read_matter"),
    ("get /v1/sessions", "read_matter"),
];
pub(super) const LIST: (&str, &str) = ("get /v1/interceptions", "list_interceptions");
/// What reports on everybody, or on the people of a center.
pub(super) const REPORT: (&str, &str) = ("get /v1/reports/funnel", "read_funnel");
