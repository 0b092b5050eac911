//! Something that was sent into a conversation, or for a form.

use wenshui_api::clock::now_ms;
use wenshui_api::store::attachment::{Ceiling, NewAttachment};
use wenshui_api::store::form_file::{FormFile, Put};
use wenshui_api::store::new_event::Placed;
use wenshui_api::store::owner::Owner;

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
    lay(served, &id);
    id
}

/// Something that somebody has sent for a form; gives its id.
pub(crate) fn keep_file(served: &Served, id: &str, owner: &Owner) -> String {
    let id = format!("file-{id}");
    let file = FormFile {
        id: id.clone(),
        client_id: None,
        owner: owner.clone(),
        kind: "file".to_owned(),
        name: "a.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: 4,
        sha256: String::new(),
        created_at: now_ms(),
        touched_at: now_ms(),
    };
    let ceiling = Ceiling { count: i64::MAX, bytes: i64::MAX };
    assert_eq!(wait_for(served.state.store.db.put_form_file(&file, ceiling)), Ok(Put::New));
    lay(served, &id);
    id
}

/// Puts a content where contents lie.
fn lay(served: &Served, id: &str) {
    wait_for(async {
        let mut object = served.state.objects.begin(id).await.unwrap();
        object.write(b"text").await.unwrap();
        object.finish().await.unwrap();
    });
}
