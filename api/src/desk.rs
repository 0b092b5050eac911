//! The bundled desk: commands to matters, and what time does to them.
//!
//! The rules are those of the crate `desk`, which knows no database and no clock. Here a command
//! finds its matter, the rules say what becomes of it, and the store commits that with its event.

pub mod act;
pub mod filing;
pub mod number;
pub mod part;
pub mod refused;
pub mod time;

use wenshui_desk::profile::Profile;

/// What the desk goes by.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The settings.
    pub profile: Profile,
}
