//! What people have answered to surveys: each of them once.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::owner::Owner;

/// What one person has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseRow {
    /// The survey.
    pub survey_id: String,
    /// Who.
    pub owner: Owner,
    /// The answers, as JSON.
    pub answers: String,
    /// When, in milliseconds since 1970.
    pub answered_at: i64,
}

const INSERT: &str = "INSERT INTO survey_responses (survey_id, subject, authority, center, answers, \
    answered_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
const FIND: &str = "SELECT * FROM survey_responses WHERE survey_id = $1 AND subject = $2";
const MINE: &str = "SELECT * FROM survey_responses WHERE subject = $1 \
    ORDER BY answered_at DESC, survey_id LIMIT $2";
// By the person, whose order tells nothing of when somebody answered.
const PART: &str = "SELECT * FROM survey_responses WHERE survey_id = $1 ORDER BY subject \
    LIMIT $2 OFFSET $3";
const ALL: &str = "SELECT * FROM survey_responses WHERE survey_id = $1 AND subject > $2 \
    ORDER BY subject LIMIT $3";

impl ResponseRow {
    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            survey_id: row.try_get("survey_id")?,
            owner: Owner::of(row)?,
            answers: row.try_get("answers")?,
            answered_at: row.try_get("answered_at")?,
        })
    }
}

impl Db {
    /// Takes somebody's answers, unless they have answered before. Whether they were taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_response(&self, row: &ResponseRow) -> Result<bool, StoreError> {
        let query = sqlx::query(INSERT)
            .bind(row.survey_id.clone())
            .bind(row.owner.subject.clone())
            .bind(row.owner.authority.clone())
            .bind(row.owner.center.clone())
            .bind(row.answers.clone())
            .bind(row.answered_at);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// What somebody has answered to a survey.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn response(
        &self,
        (survey_id, subject): (&str, &str),
    ) -> Result<Option<ResponseRow>, StoreError> {
        let query = sqlx::query(FIND).bind(survey_id.to_owned()).bind(subject.to_owned());
        query.fetch_optional(&self.pool).await?.as_ref().map(ResponseRow::of).transpose()
    }

    /// What somebody has answered to all surveys, the newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn responses_of(
        &self,
        subject: &str,
        limit: i64,
    ) -> Result<Vec<ResponseRow>, StoreError> {
        let query = sqlx::query(MINE).bind(subject.to_owned()).bind(limit);
        query.fetch_all(&self.pool).await?.iter().map(ResponseRow::of).collect()
    }

    /// A part of the answers to a survey, counted from 0, with so many in each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn responses_part(
        &self,
        survey_id: &str,
        (part, size): (i64, i64),
    ) -> Result<Vec<ResponseRow>, StoreError> {
        let query = sqlx::query(PART).bind(survey_id.to_owned()).bind(size);
        let rows = query.bind(part.saturating_mul(size)).fetch_all(&self.pool).await?;
        rows.iter().map(ResponseRow::of).collect()
    }

    /// The answers to a survey behind those of a subject, at most `limit`; the first with an empty one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn responses_after(
        &self,
        (survey_id, subject): (&str, &str),
        limit: i64,
    ) -> Result<Vec<ResponseRow>, StoreError> {
        let query = sqlx::query(ALL).bind(survey_id.to_owned()).bind(subject.to_owned());
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(ResponseRow::of).collect()
    }
}
