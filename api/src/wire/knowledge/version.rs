//! Numbered versions as they travel.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_knowledge::difference::Difference;

use crate::clock;
use crate::store::knowledge::version::KbVersion;
use crate::versions::gates::SuiteReport;
use crate::versions::publish::Published;

/// Which page of versions is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KbVersionQuery {
    /// The page, counted from 1; fifty a page.
    #[param(minimum = 1, default = 1)]
    pub page: Option<i64>,
}

/// A page of numbered versions, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbVersionList {
    /// The number of the one in service; 0 for the bundled knowledge.
    pub in_service: i64,
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<KbVersionBody>,
}

/// A numbered version.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbVersionBody {
    /// Its number.
    pub number: i64,
    /// Its name in answers, as it was when it was published.
    pub id: String,
    /// Whether it is in service.
    pub current: bool,
    /// The number of the version that it was made of.
    pub base: i64,
    /// How many entries it has.
    pub entries: i64,
    /// How many wordings they have.
    pub wordings: i64,
    /// How many revisions it brought.
    pub revisions: i64,
    /// A remark of who published it.
    pub note: String,
    /// Who published it.
    pub published_by: String,
    /// When.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// What the gates said.
    pub gates: Vec<SuiteReport>,
}

impl KbVersionBody {
    /// A version, beside the one in service.
    pub fn new(version: KbVersion, in_service: i64) -> Self {
        Self {
            current: version.number == in_service,
            number: version.number,
            id: version.id,
            base: version.base,
            entries: version.entries,
            wordings: version.wordings,
            revisions: version.revisions,
            note: version.note,
            published_by: version.made_by,
            published_at: clock::rfc3339(version.made_at),
            gates: serde_json::from_str(&version.gates).unwrap_or_default(),
        }
    }
}

/// A wish to publish.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The revisions that are meant; without any, all that are approved.
    pub revisions: Option<Vec<String>>,
    /// A remark.
    #[schema(max_length = 1000)]
    pub note: Option<String>,
    /// Whether it is only tried and nothing is to change.
    #[serde(default)]
    pub dry_run: bool,
}

/// What was published, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct KbPublished {
    /// The number.
    pub number: i64,
    /// Its name in answers.
    pub id: String,
    /// How many revisions it brings.
    pub revisions: usize,
    /// What differs from what was in service.
    pub difference: Difference,
    /// What the gates said.
    pub gates: Vec<SuiteReport>,
}

impl From<Published> for KbPublished {
    fn from(published: Published) -> Self {
        Self {
            number: published.number,
            id: published.version.id.clone(),
            revisions: published.revisions,
            difference: published.difference,
            gates: published.gates,
        }
    }
}

/// A wish to put another version into service.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackRequest {
    /// Its number; 0 for the bundled knowledge.
    #[schema(minimum = 0)]
    pub number: i64,
}
