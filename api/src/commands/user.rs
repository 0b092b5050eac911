//! `wenshui user`: accounts of staff.

use std::io::{BufRead as _, IsTerminal as _, stdin};

use anyhow::Context;

use crate::cli::database_args::DatabaseArgs;
use crate::cli::user::UserCommand;
use crate::clock;
use crate::commands::database::{existing, open};
use crate::commands::key;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::config::secret::Secret;
use crate::identity::password::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, hash};
use crate::store::user::User;

/// Runs a command on accounts.
///
/// # Errors
/// When the database or the password cannot be used, or the account is not as the command needs it.
pub fn run(command: &UserCommand) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            UserCommand::Key(command) => key::run(command).await,
            UserCommand::Add { name, roles, center, authority, place } => {
                let user = User {
                    id: uuid::Uuid::now_v7().to_string(),
                    name: name.clone(),
                    password_hash: hash(password()?.text())?,
                    roles: serde_json::to_string(roles)?,
                    authority: authority.clone(),
                    center: center.clone(),
                    created_at: clock::now_ms(),
                    disabled_at: None,
                };
                add(place, &user).await
            }
            UserCommand::List { place } => list(place).await,
            UserCommand::Password { name, place } => {
                let hash = hash(password()?.text())?;
                let store = existing(place).await?;
                let changed = store.db.set_password(name, &hash).await?;
                store.close().await;
                anyhow::ensure!(changed, "there is no account `{name}`");
                Ok(Outcome::Done)
            }
            UserCommand::Remove { name, place } => {
                let store = existing(place).await?;
                let removed = store.db.remove_user(name).await?;
                store.close().await;
                anyhow::ensure!(removed, "there is no account `{name}`");
                Ok(Outcome::Done)
            }
        }
    })
}

async fn add(place: &DatabaseArgs, user: &User) -> anyhow::Result<Outcome> {
    let name = &user.name;
    let plain =
        !name.is_empty() && name.chars().count() <= 100 && !name.chars().any(char::is_control);
    anyhow::ensure!(plain, "the name has to have 1 to 100 characters, no control characters");
    let store = open(place).await?;
    let added = store.db.add_user(user).await?;
    store.close().await;
    anyhow::ensure!(added, "there is an account `{name}` already");
    Ok(Outcome::Done)
}

async fn list(place: &DatabaseArgs) -> anyhow::Result<Outcome> {
    let store = existing(place).await?;
    let users = store.db.users().await?;
    store.close().await;
    let line = |user: &User| {
        let roles: Vec<String> = serde_json::from_str(&user.roles).unwrap_or_default();
        let since = clock::rfc3339(user.created_at);
        format!("{}\t{}\t{}\t{since}\n", user.name, roles.join(","), user.center)
    };
    print(&users.iter().map(line).collect::<String>())?;
    Ok(Outcome::Done)
}

/// A password, typed without being shown, or the first line of standard input.
fn password() -> anyhow::Result<Secret> {
    let typed = if stdin().is_terminal() {
        rpassword::prompt_password("password: ").context("no password could be read")?
    } else {
        let mut line = String::new();
        stdin().lock().read_line(&mut line).context("no password could be read")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    let chars = typed.chars().count();
    anyhow::ensure!(
        (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars),
        "the password has {chars} characters, not {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX}"
    );
    Ok(Secret::new(typed))
}
