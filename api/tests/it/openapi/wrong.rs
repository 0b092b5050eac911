//! Bodies that are wrong on purpose.

/// A body with a field of another type.
pub(super) fn body(path: &str) -> &'static [u8] {
    match path {
        "/v1/answers" => br#"{"question": 1}"#,
        "/v1/answers/{answer_id}/feedback" => br#"{"useful": 1}"#,
        "/v1/audio/speech" => br#"{"input": 1}"#,
        "/v1/conversations" => br#"{"entry_scene": 1}"#,
        "/v1/conversations/{id}/handover" => br#"{"signal": "mood"}"#,
        "/v1/notices" => br#"{"client_id": 1}"#,
        "/v1/messages/read" => br#"{"class": 1}"#,
        "/v1/agents/me" => br#"{"presence": 1}"#,
        "/v1/backend/sessions/{id}/replay" => br#"{"session": 1}"#,
        "/v1/backend/sessions/{id}/files" => br#"{"file": 1}"#,
        "/v1/backend/sessions/{id}/commands" => br#"{"id": 1}"#,
        "/v1/sessions/{id}/marks" => br#"{"read_to": "1"}"#,
        "/v1/replies" | "/v1/replies/{id}" => br#"{"title": 1}"#,
        "/v1/sessions" => br#"{"skill": 1}"#,
        "/v1/cases" | "/v1/invitations" | "/v1/mediations" | "/v1/notes" | "/v1/reservations"
        | "/v1/surveys" => br#"{"form": 1}"#,
        "/v1/work-orders" => br#"{"subject_matter": 1}"#,
        path if path.ends_with("/calls") => br#"{"start": 1}"#,
        "/v1/dialler/reports" => br#"{"event": 1}"#,
        path if path.ends_with("/actions") => br#"{"action": 1}"#,
        "/v1/jobs" => br#"{"kind": 1}"#,
        "/v1/jobs/{id}/decisions" => br#"{"item": 1}"#,
        "/v1/demo/tokens" => br#"{"person": 1}"#,
        "/v1/keys" | "/v1/login" => br#"{"name": 1}"#,
        "/v1/shortcuts" => br#"{"keys": 1}"#,
        "/v1/kb/revisions" => br#"{"subject": 1}"#,
        "/v1/kb/check" | "/v1/kb/preview/wordings" => b"{}",
        "/v1/kb/preview" => br#"{"question": 1}"#,
        "/v1/kb/publish" => br#"{"note": 1}"#,
        "/v1/kb/rollback" => br#"{"number": "1"}"#,
        "/v1/tickets" => br#"{"conversation_id": 1}"#,
        other => panic!("{other} has a body that this test does not know"),
    }
}
