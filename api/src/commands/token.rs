//! `wenshui token`: a token as the host would sign it, for trying the API.

use anyhow::Context as _;

use crate::cli::token::TokenArgs;
use crate::clock;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::config::secret::Secret;
use crate::identity::claims::Claims;
use crate::identity::principal::Principal;
use crate::identity::token::sign_as_host;

/// Prints a token that is signed with `WENSHUI_TOKEN_SECRET`.
///
/// # Errors
/// When there is no secret, or a claim has a value that it cannot have.
pub fn run(args: &TokenArgs) -> anyhow::Result<Outcome> {
    let secret = std::env::var("WENSHUI_TOKEN_SECRET");
    let secret =
        secret.context("WENSHUI_TOKEN_SECRET is not set; the server has to know it too")?;
    let claims = Claims {
        sub: args.subject.clone(),
        exp: clock::now().as_second() + i64::from(args.minutes) * 60,
        region: args.region.clone(),
        taxpayer_type: args.taxpayer_type.clone(),
        authority: args.authority.clone(),
        center: args.center.clone(),
        staff_roles: args.roles.clone(),
        ..Claims::default()
    };
    // What the server would refuse is refused here.
    Principal::of_claims(claims.clone())?;
    print(&format!("{}\n", sign_as_host(&Secret::new(secret), &claims)?))?;
    Ok(Outcome::Done)
}
