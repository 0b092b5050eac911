//! `wenshui user`: its arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::identity::role::StaffRole;

/// Commands on accounts of staff. A password is read from the terminal, or else is the first line of
/// standard input; never is it an argument, which others could see.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account; its password is asked for
    Add {
        /// The name to log in with
        name: String,
        /// What the account may do; may be given several times
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<StaffRole>,
        /// The operating center that it belongs to
        #[arg(long, value_name = "CENTER", default_value = "")]
        center: String,
        /// The tax authority that it belongs to
        #[arg(long, value_name = "AUTHORITY", default_value = "")]
        authority: String,
        /// Where the accounts are
        #[command(flatten)]
        place: DatabaseArgs,
    },
    /// List the accounts
    List {
        /// Where the accounts are
        #[command(flatten)]
        place: DatabaseArgs,
    },
    /// Change a password
    Password {
        /// The name of the account
        name: String,
        /// Where the accounts are
        #[command(flatten)]
        place: DatabaseArgs,
    },
    /// Remove an account; its tokens end at once
    Remove {
        /// The name of the account
        name: String,
        /// Where the accounts are
        #[command(flatten)]
        place: DatabaseArgs,
    },
}

/// Which database is meant.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Database: sqlite:FILE or postgres://… [default: the file wenshui.db in the data directory]
    #[arg(long, env = "WENSHUI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Directory of the data
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}
