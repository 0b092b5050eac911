//! What a matter grew out of, as its row tells it: a conversation by its id, or another matter by its
//! kind and id.

use wenshui_desk::case::RegionCase;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::mediation::Mediation;
use wenshui_desk::note::Note;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::Session;

use crate::store::matter::Matter;

/// What others grow out of.
const KINDS: [&str; 6] = [
    Reservation::KIND,
    Invitation::KIND,
    Mediation::KIND,
    RegionCase::KIND,
    Note::KIND,
    Session::KIND,
];

/// What stands in the row of what grows out of a matter.
pub fn of(matter: &Matter) -> String {
    named((&matter.kind, &matter.id))
}

/// The same of a matter by its kind and id.
pub fn named((kind, id): (&str, &str)) -> String {
    format!("{kind}:{id}")
}

/// Kind and id of the matter that something grew out of, where it is one.
pub fn matter(origin: &str) -> Option<(&str, &str)> {
    origin.split_once(':').filter(|(kind, _)| KINDS.contains(kind))
}

/// The id of the conversation that something grew out of; empty where it is something else.
pub fn conversation(origin: &str) -> &str {
    if matter(origin).is_some() { "" } else { origin }
}
