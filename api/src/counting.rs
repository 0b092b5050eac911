//! A round of counting: periods that are over are counted for good, the open ones are estimated, and
//! a snapshot is made from all that was counted.

use std::collections::BTreeMap;
use std::panic::resume_unwind;

use jiff::ToSpan as _;
use tokio::runtime::Handle;
use wenshui_engine::interest::facet::{Facet, Profile};
use wenshui_engine::interest::mining::{AskKey, Line, Mining};
use wenshui_engine::interest::record::{Record, Span};
use wenshui_knowledge::region::Region;

use crate::behind::COUNTING;
use crate::clock::day_of;
use crate::interest::Offered;
use crate::state::AppState;
use crate::store::error::StoreError;
use crate::store::interest::Period;
use crate::store::said::{Said, id_at};

/// How long after its end a period waits for turns that are still being written.
const GRACE_MS: i64 = 60_000;
/// How far back the first round looks.
const BACK_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How many turns are read at once, which holds a connection for a millisecond, and how many of a period count:
/// more in ten minutes is no use of people.
const PAGE: i64 = 64;
const TURNS_MAX: i64 = 500_000;
/// How many months of circumstances are looked at.
const MONTHS: i32 = 24;

/// Counts what is due at a moment, in milliseconds since 1970, behind those who answer: a busy period has
/// hundreds of thousands of turns.
///
/// # Errors
/// When the database fails; what was counted until then stays counted.
pub async fn round(state: &AppState, now_ms: i64) -> Result<(), StoreError> {
    let (state, runtime) = (state.clone(), Handle::current());
    let counted = COUNTING.run(move || runtime.block_on(count_due(&state, now_ms))).await;
    // A panic of ours goes on where it can be seen. What ends with the process is counted after its next start.
    counted.unwrap_or_else(|fault| fault.try_into_panic().map_or(Ok(()), |it| resume_unwind(it)))
}

async fn count_due(state: &AppState, now_ms: i64) -> Result<(), StoreError> {
    let length = state.interests.period_ms;
    let begin = |at: i64| at.div_euclid(length) * length;
    let offered = state.interests.current();
    let over = begin(now_ms - GRACE_MS);
    close(state, &offered, (over, now_ms)).await?;
    let mut open = over;
    while open <= now_ms {
        let period = count(state, &offered, open).await?;
        state.store.db.estimate_words(&period).await?;
        open += length;
    }
    learn(state, &offered, now_ms).await
}

/// Counts every period up to `over` that has turns and is not counted yet.
async fn close(
    state: &AppState,
    offered: &Offered,
    (over, now_ms): (i64, i64),
) -> Result<(), StoreError> {
    let (db, length) = (&state.store.db, state.interests.period_ms);
    let mut seen = db.counted_until().await?;
    while seen < over {
        let from = seen.max(now_ms - BACK_MS);
        let next = db.next_said(from).await?.filter(|next| *next < over);
        let (period, until) = match next {
            Some(next) => {
                let began = next.div_euclid(length) * length;
                // What a shorter period counted is not counted again by a longer one.
                (count(state, offered, began.max(seen)).await?, began + length)
            }
            // Nothing more was said; the period that is open is estimated anyway.
            None => (Period { began: over, ..Period::default() }, over),
        };
        let counted = db.count_period((&period, until), seen).await?;
        // Where another node was faster, what is left begins where it stopped.
        seen = if counted { until } else { db.counted_until().await? };
    }
    Ok(())
}

/// Counts the turns from a moment to the end of its period, page by page.
async fn count(state: &AppState, offered: &Offered, from: i64) -> Result<Period, StoreError> {
    let length = state.interests.period_ms;
    let (mut after, before) = (id_at(from), id_at((from.div_euclid(length) + 1) * length));
    let interest = &offered.interest;
    let mut mining = Mining::new(&interest.book, &interest.rules.words);
    for _ in 0..TURNS_MAX / PAGE {
        let page = state.store.db.said_between((&after, &before), PAGE).await?;
        for turn in &page {
            take(&mut mining, turn);
        }
        match page.last() {
            Some(newest) if page.len() == PAGE as usize => after.clone_from(&newest.answer_id),
            _ => break,
        }
    }
    let wanted = mining.finish();
    Ok(Period { began: from, words: wanted.words, asked: asked(wanted.asks, from) })
}

fn take(mining: &mut Mining<'_>, turn: &Said) {
    let region = turn.region.as_deref().and_then(Region::parse);
    let province = region.map(|region| region.province().to_string());
    mining.take(&Line {
        who: &turn.owner.subject,
        anonymous: turn.owner.is_anonymous(),
        text: &turn.text,
        source: &turn.source,
        guard: &turn.guard_action,
        entry: turn.entry_id.as_deref(),
        profile: Profile {
            taxpayer_type: turn.taxpayer_type.as_deref(),
            province: province.as_deref(),
            entry_scene: turn.entry_scene.as_deref(),
        },
    });
}

/// Counts by day and by month, and by month in every circumstance that is known.
fn asked(
    asks: BTreeMap<AskKey, u32>,
    from: i64,
) -> BTreeMap<(String, String, &'static str, String), u32> {
    let day = day_of(from);
    let (day, month) = (Span::Day(day).to_string(), Span::Month(day).to_string());
    let mut rows = BTreeMap::new();
    for ((entry, values), people) in asks {
        let mut add = |span: &str, facet: &'static str, value: String| {
            *rows.entry((span.to_owned(), entry.clone(), facet, value)).or_default() += people;
        };
        add(&day, "", String::new());
        add(&month, "", String::new());
        for (facet, value) in Facet::OF_PROFILE.into_iter().zip(values) {
            if let Some(value) = value {
                add(&month, facet.name(), value);
            }
        }
    }
    rows
}

/// Reads what was counted and makes a snapshot from it.
async fn learn(state: &AppState, offered: &Offered, now_ms: i64) -> Result<(), StoreError> {
    let db = &state.store.db;
    let kept_ms = i64::from(offered.interest.rules.words.keep_days) * 24 * 60 * 60 * 1000;
    db.drop_words(now_ms - kept_ms).await?;
    let today = day_of(now_ms);
    let since = today.saturating_sub(MONTHS.months());
    let record = Record {
        words: db.words_since(now_ms - kept_ms).await?,
        asks: db.asked_since(Span::Month(since)).await?,
    };
    state.interests.learn(&state.engine, (record, now_ms));
    Ok(())
}
