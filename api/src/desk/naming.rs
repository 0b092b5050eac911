//! Which files the state of a matter names: whole, or by their ids alone in a list.

use std::collections::BTreeSet;

use serde_json::Value;
use wenshui_desk::case::RegionCase;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::mediation::Mediation;
use wenshui_desk::note::Note;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::work_order::WorkOrder;

use crate::store::form_file::naming::Naming;

/// The kinds whose states name files; what is said in a session names those that were sent into it.
const KINDS: [&str; 6] = [
    Note::KIND,
    WorkOrder::KIND,
    Mediation::KIND,
    RegionCase::KIND,
    Reservation::KIND,
    Invitation::KIND,
];

/// The ids of the files that a matter of a kind names in a state; among those of a list there may be words
/// that are none.
pub fn named(kind: &str, body: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    if KINDS.contains(&kind)
        && let Ok(body) = serde_json::from_str(body)
    {
        gather(&body, &mut ids);
    }
    ids
}

/// What changes between two states.
pub fn naming(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Naming {
    Naming {
        begun: after.difference(before).cloned().collect(),
        ended: before.difference(after).cloned().collect(),
    }
}

fn gather(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => {
            ids.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
            for value in values {
                gather(value, ids);
            }
        }
        Value::Object(fields) => {
            let is_file = fields.contains_key("bytes") && fields.contains_key("name");
            let id = fields.get("id").and_then(Value::as_str).filter(|_| is_file);
            ids.extend(id.map(str::to_owned));
            for value in fields.values() {
                gather(value, ids);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{named, naming};

    #[test]
    fn files_are_named_whole_or_by_their_ids_in_a_list() {
        let whole =
            r#"{"form": {"attachments": [{"id": "a", "name": "a.txt", "bytes": 4}], "id": "x"}}"#;
        let listed = r#"{"stage": {"check": {"materials": ["b", "a"], "text": "c"}}}"#;
        let (whole, listed) = (named("note", whole), named("region_case", listed));
        assert_eq!(whole.iter().collect::<Vec<_>>(), ["a"]);
        assert_eq!(listed.iter().collect::<Vec<_>>(), ["a", "b"]);
        let change = naming(&whole, &listed);
        assert_eq!((change.begun, change.ended), (vec!["b".to_owned()], vec![]));
        assert_eq!(naming(&listed, &whole).ended, ["b"]);
        assert!(named("session", r#"{"materials": ["a"]}"#).is_empty());
        assert!(named("note", "{").is_empty());
    }
}
