//! 我的机关 and 权益中心 as they travel.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::center::Center;
use wenshui_desk::rights::Right;

use crate::wire::desk::matter::Label;

/// Something to be done with one's authority.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityAction {
    /// `choose`, or `log_in` where the host logs somebody in: then what was chosen takes effect.
    pub action: String,
    /// The id of a center, of `choose`.
    #[schema(max_length = 200)]
    pub center: Option<String>,
}

/// Which center serves a taxpayer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorityBody {
    /// The authority that the host names; empty where it names none.
    pub authority: String,
    /// The center that serves now; null where none does.
    pub center: Option<CenterBody>,
    /// What was chosen and holds from the next login on.
    pub pending: Option<CenterBody>,
    /// The kind of taxpayer, as far as the right to choose asks for it.
    pub kind: Label,
    /// What may be done now.
    pub allowed_actions: Vec<&'static str>,
    /// The centers that may be chosen; none where none may.
    pub centers: Vec<CenterBody>,
    /// What there is to say: that a choice was taken and when it takes effect, or what helps where no
    /// center serves.
    pub words: Vec<String>,
}

/// An operating center.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CenterBody {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The center above.
    pub parent: Option<String>,
}

/// The rights of taxpayers.
#[derive(Debug, Serialize, ToSchema)]
pub struct RightsBody {
    /// What stands above them.
    pub title: String,
    /// The rights, in their order.
    pub items: Vec<RightBody>,
}

/// A right.
#[derive(Debug, Serialize, ToSchema)]
pub struct RightBody {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub text: String,
    /// Where it stands.
    pub basis: String,
}

impl From<&Center> for CenterBody {
    fn from(center: &Center) -> Self {
        Self { id: center.id.clone(), name: center.name.clone(), parent: center.parent.clone() }
    }
}

impl From<&Right> for RightBody {
    fn from(right: &Right) -> Self {
        let Right { id, name, text, basis } = right.clone();
        Self { id, name, text, basis }
    }
}
