//! Something that was sent into a conversation.

use wenshui_api::clock::now_ms;
use wenshui_api::store::attachment::{Ceiling, NewAttachment};
use wenshui_api::store::new_event::Placed;

use crate::support::served::{Served, wait_for};

/// Something that was sent into a conversation that is there; gives its id.
pub(crate) fn attach(served: &Served, talk: &str) -> String {
    let id = format!("sent-{talk}");
    let db = &served.state.store.db;
    let owner = wait_for(db.conversation(talk)).unwrap().unwrap().owner;
    let new = NewAttachment {
        id: id.clone(),
        conversation_id: talk.to_owned(),
        owner,
        client_id: None,
        kind: "file",
        name: "a.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: 4,
        sha256: String::new(),
        reply: "{}".to_owned(),
        told: "{}".to_owned(),
    };
    let ceiling = Ceiling { count: 1, bytes: 4 };
    assert_eq!(wait_for(db.attach(&new, (ceiling, now_ms()))), Ok(Placed::New));
    wait_for(async {
        let mut object = served.state.objects.begin(&id).await.unwrap();
        object.write(b"text").await.unwrap();
        object.finish().await.unwrap();
    });
    id
}
