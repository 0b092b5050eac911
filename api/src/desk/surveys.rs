//! Surveys as one person has them: seen by those who are asked, answered once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::survey::form::Answers;
use wenshui_desk::survey::results::Results;
use wenshui_desk::survey::sheet::{Command, Response, Sheet};
use wenshui_desk::survey::{Stage, Survey};

use crate::desk::reader::Belonging;
use crate::desk::refused::refused;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::identity::principal::Principal;
use crate::state::AppState;
use crate::store::owner::Owner;
use crate::store::response::ResponseRow;

/// How many surveys are looked through for those that somebody may answer, and how many answered ones
/// are told.
const OPEN_MAX: i64 = 500;
const ANSWERED_MAX: i64 = 1000;
/// How many answers are read at once.
const PAGE: i64 = 500;

/// A survey with what one person has answered.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The survey's row.
    pub held: Held<Survey>,
    /// The same with the answers.
    pub sheet: Sheet,
}

/// Who answers.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// What their token says.
    pub principal: &'a Principal,
    /// Who they are.
    pub owner: &'a Owner,
}

/// A page of somebody's surveys, those that wait for an answer first, with how many there are.
///
/// # Errors
/// When the database fails.
pub async fn list(
    state: &AppState,
    (person, answered): (Person<'_>, Option<bool>),
    (page, size, now): (usize, usize, Timestamp),
) -> Result<(usize, Vec<Mine>), ApiError> {
    let given = state.store.db.responses_of(&person.owner.subject, ANSWERED_MAX).await?;
    let mut given: BTreeMap<String, ResponseRow> =
        given.into_iter().map(|row| (row.survey_id.clone(), row)).collect();
    let mut all = Vec::new();
    if answered != Some(true) {
        let open = open(state, person, now).await?;
        let unanswered = open.into_iter().filter(|held| !given.contains_key(&held.matter.id));
        all.extend(unanswered.map(Box::new).map(Line::Waiting));
    }
    if answered != Some(false) {
        let mut done: Vec<ResponseRow> = std::mem::take(&mut given).into_values().collect();
        done.sort_by_key(|row| std::cmp::Reverse(row.answered_at));
        all.extend(done.into_iter().map(Line::Answered));
    }
    let total = all.len();
    let mut mine = Vec::new();
    for line in all.into_iter().skip(page.saturating_mul(size)).take(size) {
        match line {
            Line::Waiting(held) => mine.push(joined(*held, None)?),
            // A survey that is there no more leaves an answer without a question.
            Line::Answered(row) => {
                if let Some(held) = found(state, &row.survey_id).await? {
                    mine.push(joined(held, Some(&row))?);
                }
            }
        }
    }
    Ok((total, mine))
}

/// A line of a list before it is looked up.
enum Line {
    Waiting(Box<Held<Survey>>),
    Answered(ResponseRow),
}

/// One survey for somebody: one of theirs to answer, or one that they have answered.
///
/// # Errors
/// `unknown_matter` where it is none of theirs.
pub async fn find(
    state: &AppState,
    person: Person<'_>,
    (id, now): (&str, Timestamp),
) -> Result<Mine, ApiError> {
    let unknown = || ApiError::new("unknown_matter").with(&[id]);
    let held = found(state, id).await?.ok_or_else(unknown)?;
    let row = state.store.db.response((id, &person.owner.subject)).await?;
    if row.is_none() && !is_asked(&held.state, person, now) {
        return Err(unknown());
    }
    joined(held, row.as_ref())
}

/// Takes somebody's answers.
///
/// # Errors
/// Why they are not taken; answered once, a survey is answered.
pub async fn answer(
    state: &AppState,
    person: Person<'_>,
    (id, answers, now): (&str, Answers, Timestamp),
) -> Result<Mine, ApiError> {
    let mine = find(state, person, (id, now)).await?;
    let at = Moment { now, profile: &state.desk.profile };
    let command = Command::Answer(answers);
    let moved = mine.sheet.step((Part::Owner, command.clone()), &at);
    let moved = moved.map_err(refused::<Sheet>(Part::Owner))?.state;
    let answers = moved.response.as_ref().map(|response| &response.answers);
    let row = ResponseRow {
        survey_id: id.to_owned(),
        owner: person.owner.clone(),
        answers: serde_json::to_string(&answers).map_err(|error| ApiError::internal(&error))?,
        answered_at: now.as_millisecond(),
    };
    if state.store.db.put_response(&row).await? {
        return Ok(Mine { sheet: moved, ..mine });
    }
    // The same person was faster elsewhere, so that this is the second answer.
    let mine = find(state, person, (id, now)).await?;
    let moved = mine.sheet.step((Part::Owner, command), &at);
    let sheet = moved.map_err(refused::<Sheet>(Part::Owner))?.state;
    Ok(Mine { sheet, ..mine })
}

/// What a survey came to, with every answer read a page at a time.
///
/// # Errors
/// When the database fails.
pub async fn results(state: &AppState, held: &Held<Survey>) -> Result<Results, ApiError> {
    let form = &held.state.form;
    let (mut results, mut after) = (Results::new(form), String::new());
    loop {
        let rows = state.store.db.responses_after((&held.matter.id, &after), PAGE).await?;
        for row in &rows {
            results.add(form, &response(row)?.answers);
        }
        match rows.last() {
            Some(last) if rows.len() as i64 == PAGE => after.clone_from(&last.owner.subject),
            _ => return Ok(results),
        }
    }
}

/// The answer of a row.
///
/// # Errors
/// `internal` where it is none of this program's.
pub fn response(row: &ResponseRow) -> Result<Response, ApiError> {
    let answers = serde_json::from_str(&row.answers);
    let answers = answers.map_err(|error| ApiError::internal(&error))?;
    let at = Timestamp::from_millisecond(row.answered_at);
    Ok(Response { answers, answered_at: at.unwrap_or(Timestamp::MIN) })
}

/// The surveys that somebody is asked now, whether they have answered or not; what opens first is last.
async fn open(
    state: &AppState,
    person: Person<'_>,
    now: Timestamp,
) -> Result<Vec<Held<Survey>>, ApiError> {
    let mut open = Vec::new();
    // The clock may be a moment late with opening.
    for name in ["open", "published"] {
        for matter in state.store.db.matters_in((Survey::KIND, name), OPEN_MAX).await? {
            let held = Held::<Survey>::of(matter)?;
            if is_asked(&held.state, person, now) && now < held.state.form.open_until {
                open.push(held);
            }
        }
    }
    open.sort_by_key(|held| std::cmp::Reverse(held.state.form.open_from));
    Ok(open)
}

/// Whether somebody is asked; nobody is before it opens.
fn is_asked(survey: &Survey, person: Person<'_>, now: Timestamp) -> bool {
    let begun = survey.stage != Stage::Draft && survey.form.open_from <= now;
    let belonging = Belonging::of(person.principal);
    begun && belonging.is_some_and(|belonging| belonging.is_among(&survey.form.audience))
}

async fn found(state: &AppState, id: &str) -> Result<Option<Held<Survey>>, ApiError> {
    let matter = state.store.db.matter(Survey::KIND, id).await?;
    matter.map(Held::of).transpose()
}

fn joined(held: Held<Survey>, row: Option<&ResponseRow>) -> Result<Mine, ApiError> {
    let response = row.map(response).transpose()?;
    let sheet = Sheet { survey: held.state.clone(), response };
    Ok(Mine { held, sheet })
}
