//! Where the data and the database are: what every command that works on them is told, and the server too.

use std::path::{Path, PathBuf};

use crate::cli::database_args::DatabaseArgs;
use crate::config::file::{File, read};
use crate::config::secret::Secret;

/// The variable with the address of the database.
pub const DATABASE: &str = "WENSHUI_DATABASE";

/// The SQLite file in the data directory.
pub const DATABASE_FILE: &str = "wenshui.db";

/// Where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The data directory.
    pub data: PathBuf,
    /// The address of the database, where one is named.
    pub named: Option<Secret>,
    /// Where attachments lie, where the file says so.
    pub attachments: Option<String>,
    /// Where the server's own key is, where the file says so.
    pub own_key: Option<PathBuf>,
}

impl Place {
    /// Where a command is told that they are: by its flag, else by a variable, else by the file of `--config`.
    ///
    /// # Errors
    /// When the file or a secret cannot be read.
    pub fn resolve(args: &DatabaseArgs) -> anyhow::Result<Self> {
        let file = args.config.as_deref().map(read).transpose()?.unwrap_or_default();
        Self::of((args.data.as_deref(), args.database.as_deref()), file)
    }

    /// The same, with the file read already.
    ///
    /// # Errors
    /// When a secret cannot be read.
    pub(super) fn of(
        (data, database): (Option<&Path>, Option<&str>),
        file: File,
    ) -> anyhow::Result<Self> {
        let data = data.map(Path::to_owned).or(file.data);
        let named = match database {
            Some(database) => Some(Secret::new(database.to_owned())),
            None => Secret::of(DATABASE)?.or(file.database),
        };
        let data = data.unwrap_or_else(|| PathBuf::from("data"));
        Ok(Self { data, named, attachments: file.attachments, own_key: file.token_own_key })
    }

    /// The address of the database: the one that is named, else that of the SQLite file in the data directory.
    pub fn database(&self) -> Secret {
        self.named.clone().unwrap_or_else(|| sqlite(&self.data.join(DATABASE_FILE)))
    }
}

/// The address of a SQLite file, with what an address cannot hold encoded.
pub fn sqlite(file: &Path) -> Secret {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let encoded = file.as_os_str().as_encoded_bytes().iter().map(|byte| {
        if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
    });
    Secret::new(format!("sqlite:{}", encoded.collect::<String>()))
}
