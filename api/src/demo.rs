//! The demonstration: invented people whose part anybody may take, where that was asked for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::center::Centers;

use crate::identity::claims::Claims;
use crate::identity::principal::Principal;
use crate::identity::role::StaffRole;

/// What the subjects of the demonstration's people begin with.
const SUBJECT: &str = "demo:";
/// How long one of its tokens holds, in seconds.
const TOKEN_S: i64 = 12 * 60 * 60;

/// Whom somebody of the demonstration plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// Somebody who asks.
    Taxpayer,
    /// Somebody who serves.
    Agent,
    /// Somebody who looks after agents.
    Supervisor,
    /// Somebody who writes, judges or publishes knowledge.
    Maintainer,
    /// Somebody who runs the service.
    Operator,
}

/// Somebody of the demonstration, who is invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DemoPerson)]
pub struct Person {
    /// Who; the subject of the token is `demo:` and this.
    pub id: String,
    /// Whom they play.
    pub kind: PersonKind,
    /// What pages show.
    pub name: String,
    /// What to try with them.
    pub hint: String,
    /// The capacity in which they act for a taxpayer.
    pub role: Option<String>,
    /// The administrative code of the place.
    pub region: Option<String>,
    /// What the taxpayer is.
    pub taxpayer_type: Option<String>,
    /// Whether it is registered elsewhere and files here for a while.
    #[serde(default)]
    pub visiting_enterprise: bool,
    /// The tax authority in charge.
    pub authority: Option<String>,
    /// The operating center.
    pub center: Option<String>,
    /// What they may do as staff; nothing where they are none.
    #[serde(default)]
    pub staff_roles: Vec<StaffRole>,
}

/// The people of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demo {
    /// All of them.
    #[serde(rename = "person")]
    pub people: Vec<Person>,
}

impl Person {
    /// Their subject.
    pub fn subject(&self) -> String {
        format!("{SUBJECT}{}", self.id)
    }

    /// The claims of a token of theirs that begins now.
    pub fn claims(&self, now_ms: i64) -> Claims {
        Claims {
            sub: self.subject(),
            exp: now_ms / 1000 + TOKEN_S,
            role: self.role.clone(),
            region: self.region.clone(),
            taxpayer_type: self.taxpayer_type.clone(),
            visiting_enterprise: self.visiting_enterprise,
            authority: self.authority.clone(),
            center: self.center.clone(),
            staff_roles: self.staff_roles.clone(),
            ..Claims::default()
        }
    }
}

impl Demo {
    /// The bundled people, who have to fit the centers that serve.
    ///
    /// # Errors
    /// The first whose center is none of the tree, or whose claims would not be believed.
    pub fn open(centers: &Centers) -> anyhow::Result<Self> {
        let demo: Self = toml::from_str(include_str!("../data/demo.toml"))?;
        for person in &demo.people {
            Principal::of_claims(person.claims(0))?;
            let center = person.center.as_deref();
            anyhow::ensure!(
                center.is_none_or(|id| centers.get(id).is_some()),
                "the demonstration needs the bundled centers: there is no `{}` for {}",
                center.unwrap_or_default(),
                person.id
            );
        }
        Ok(demo)
    }

    /// What the one with a subject is called.
    pub fn name_of(&self, subject: &str) -> Option<&str> {
        self.person(subject.strip_prefix(SUBJECT)?).map(|person| person.name.as_str())
    }

    /// The person with an id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }
}
