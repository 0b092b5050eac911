//! `wenshui user key`: keys of programs.

use crate::cli::database_args::DatabaseArgs;
use crate::cli::key::KeyCommand;
use crate::clock;
use crate::commands::database::{existing, open};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::identity::api_key::make;
use crate::store::api_key::ApiKey;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Runs a command on keys.
///
/// # Errors
/// When the database cannot be used, or the key is not as the command needs it.
pub async fn run(command: &KeyCommand) -> anyhow::Result<Outcome> {
    match command {
        KeyCommand::Add { name, roles, center, authority, expires, place } => {
            let (made, now) = (make()?, clock::now_ms());
            let key = ApiKey {
                id: made.id,
                name: name.clone(),
                hash: made.hash,
                roles: serde_json::to_string(roles)?,
                authority: authority.clone(),
                center: center.clone(),
                made_by: String::new(),
                created_at: now,
                expires_at: expires.map(|days| now + days * DAY_MS),
                used_at: None,
            };
            add(place, &key).await?;
            print(&format!("{}\n", made.key.text()))?;
            Ok(Outcome::Done)
        }
        KeyCommand::List { place } => list(place).await,
        KeyCommand::Remove { key, place } => remove(place, key).await,
    }
}

async fn add(place: &DatabaseArgs, key: &ApiKey) -> anyhow::Result<()> {
    let name = &key.name;
    let plain =
        !name.is_empty() && name.chars().count() <= 100 && !name.chars().any(char::is_control);
    anyhow::ensure!(plain, "the name has to have 1 to 100 characters, no control characters");
    let store = open(place).await?;
    let added = store.db.add_api_key(key).await?;
    store.close().await;
    anyhow::ensure!(added, "there is a key `{name}` already");
    Ok(())
}

async fn list(place: &DatabaseArgs) -> anyhow::Result<Outcome> {
    let store = existing(place).await?;
    let keys = store.db.api_keys().await?;
    store.close().await;
    let moment = |at: Option<i64>| at.map_or_else(|| "-".to_owned(), clock::rfc3339);
    let line = |key: &ApiKey| {
        let roles: Vec<String> = serde_json::from_str(&key.roles).unwrap_or_default();
        let (ends, used) = (moment(key.expires_at), moment(key.used_at));
        format!("{}\t{}\t{}\t{}\t{ends}\t{used}\n", key.id, key.name, roles.join(","), key.center)
    };
    print(&keys.iter().map(line).collect::<String>())?;
    Ok(Outcome::Done)
}

async fn remove(place: &DatabaseArgs, named: &str) -> anyhow::Result<Outcome> {
    let store = existing(place).await?;
    let keys = store.db.api_keys().await?;
    // A name that looks like another key's id does not stand above that id.
    let by_id = keys.iter().find(|key| key.id == named);
    let found = by_id.or_else(|| keys.iter().find(|key| key.name == named));
    let removed = match found {
        Some(key) => store.db.remove_api_key(&key.id).await?,
        None => false,
    };
    store.close().await;
    anyhow::ensure!(removed, "there is no key `{named}`");
    Ok(Outcome::Done)
}
