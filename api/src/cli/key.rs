//! `wenshui user key`: its arguments.

use clap::Subcommand;

use crate::cli::database_args::DatabaseArgs;
use crate::identity::role::StaffRole;

/// Commands on keys of programs.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and print it, only now; without a role it is for a frontend and may what a taxpayer may
    Add {
        /// What people call it
        name: String,
        /// What it may do; may be given several times
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<StaffRole>,
        /// The operating center that it belongs to
        #[arg(long, value_name = "CENTER", default_value = "")]
        center: String,
        /// The tax authority that it belongs to
        #[arg(long, value_name = "AUTHORITY", default_value = "")]
        authority: String,
        /// After how many days it ends [default: never]
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=3650))]
        expires: Option<i64>,
        /// Where the keys are
        #[command(flatten)]
        place: DatabaseArgs,
    },
    /// List the keys: id, name, roles, center, when they end and when they were last used
    List {
        /// Where the keys are
        #[command(flatten)]
        place: DatabaseArgs,
    },
    /// Remove a key; within half a minute it is refused everywhere
    Remove {
        /// Its id or its name
        key: String,
        /// Where the keys are
        #[command(flatten)]
        place: DatabaseArgs,
    },
}
