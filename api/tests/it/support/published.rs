//! Knowledge that is published as a version and in service, for what changes it.

use wenshui_api::reload::take_over;
use wenshui_api::versions::publish::{Published, Wish};
use wenshui_api::versions::revise::Wishes;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_knowledge::base::Draft;
use wenshui_knowledge::load::read_file;

use crate::support::served::{Served, runtime, wait_for};

/// Publishes entries in the place of everything that there is, asks for no gate, and serves them; gives the
/// number of the version.
pub(crate) fn publish(served: &Served, lines: &str) -> i64 {
    let published = commit(served, lines);
    let (number, turn) = (published.number, published.turn.unwrap());
    wait_for(async { take_over(&served.state, turn, (Some(number), published.version)) });
    number
}

/// The same, as somebody does who leaves it to the server to serve them.
pub(crate) fn commit(served: &Served, lines: &str) -> Published {
    std::fs::write(served.data.path().join("gates.toml"), "gate = []\n").unwrap();
    let mut draft = Draft::default();
    read_file("published.jsonl", lines, &mut draft);
    assert_eq!(draft.problems, vec![]);
    let shelf = &served.state.versions.shelf;
    wait_for(async {
        let in_service = shelf.db.kb_state().await.unwrap().in_service;
        let before = shelf.contents(in_service).await.unwrap();
        let (before, after) = (before.base, draft.base);
        let wishes = Wishes { before, after, named: Vec::new() };
        shelf.wish_for(wishes, "planter").await.unwrap();
    });
    let reviewer = Some("reviewer of planters".to_owned());
    let wish = Wish { by: "publisher".to_owned(), reviewer, ..Wish::default() };
    let progress = &mut unheard;
    shelf.publish((runtime(), &wish), Progress::new(progress)).unwrap()
}
