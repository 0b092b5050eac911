//! `wenshui token`: its arguments.

use clap::Args;

use crate::identity::role::StaffRole;

/// Arguments of `token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// The person, by an id of the host that means nothing to others
    pub subject: String,
    /// The tax authority in charge
    #[arg(long, value_name = "AUTHORITY")]
    pub authority: Option<String>,
    /// The operating center that serves the person, or in which they serve
    #[arg(long, value_name = "CENTER")]
    pub center: Option<String>,
    /// Administrative code of the place asked from, six digits
    #[arg(long, value_name = "R")]
    pub region: Option<String>,
    /// What the taxpayer is, by a name of the data file `taxpayer_types.yaml`
    #[arg(long, value_name = "TYPE")]
    pub taxpayer_type: Option<String>,
    /// What a member of staff does; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    pub roles: Vec<StaffRole>,
    /// How long the token holds, in minutes
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub minutes: u32,
}
