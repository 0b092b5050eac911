//! `wenshui user`: its arguments.

use clap::Subcommand;

use crate::cli::database_args::DatabaseArgs;
use crate::cli::key::KeyCommand;
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
    /// Manage the keys of programs
    #[command(subcommand)]
    Key(KeyCommand),
}
