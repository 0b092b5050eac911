//! What moves tell people: the words of the desk's data, once by the id of what is owed.

use jiff::Timestamp;
use wenshui_desk::case::RegionCase;
use wenshui_desk::case::stage::Stage as CaseStage;
use wenshui_desk::effect::{To, Told};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::mask::Shown;
use wenshui_desk::note::Note;
use wenshui_desk::note::form::Reminder;
use wenshui_desk::notice::Notice;
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::notice::form::Form;
use wenshui_desk::notice::words::Telling;
use wenshui_desk::session::Session;
use wenshui_desk::session::stage::{Stage, Target};
use wenshui_desk::survey::Survey;

use crate::clock;
use crate::desk::post::{Copies, Sent, prepare};
use crate::desk::refused::faulty;
use crate::desk::step::state_of;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::Matter;
use crate::store::outgoing::{Outgoing, Way};
use crate::store::owed::Owed;
use crate::store::owner::Owner;

/// Tells somebody what has become of a matter. Whom nobody can tell, such as somebody without a token,
/// is told nothing.
///
/// # Errors
/// When the database fails.
pub async fn tell(
    state: &AppState,
    (matter, owed): (&Matter, &Owed),
    (to, told, now): (To, Told, Timestamp),
) -> Result<(), ApiError> {
    let Some(audience) = audience(matter, owed, to)? else {
        return Ok(());
    };
    let form = form((state, matter), (told, &owed.id), &audience)?;
    let at = Moment { now, profile: &state.desk.profile };
    let moved = Notice::submit(form.clone(), &state.desk.categories, &at);
    let notice = moved.map_err(|faults| faulty(&faults))?.state;
    // The desk is nobody; what it says belongs to the place that the matter belongs to.
    let sender = Owner { subject: String::new(), ..matter.owner.clone() };
    let sent = Sent { form, sender, copies: Copies::default() };
    let (new, _) = prepare(&state.outlets, (&sent, notice))?;
    // One that is there already was told by a try before.
    state.store.db.put_notice(&new).await?;
    Ok(())
}

/// Tells the same by a short text to the number that was left for it.
///
/// # Errors
/// When the database fails.
pub async fn text(
    state: &AppState,
    (matter, owed): (&Matter, &Owed),
    (told, now): (Told, Timestamp),
) -> Result<(), ApiError> {
    let Some(number) = number(matter)?.filter(|_| state.outlets.has(Way::Sms)) else {
        return Ok(());
    };
    let form = form((state, matter), (told, &owed.id), &Audience::Everyone)?;
    let at = now.as_millisecond();
    let one = Outgoing {
        id: uuid::Uuid::now_v7().to_string(),
        way: Way::Sms,
        key: owed.id.clone(),
        owner: matter.owner.clone(),
        address: number,
        body: form.body,
        tries: 0,
        due_at: at,
        created_at: at,
    };
    Ok(state.store.db.send_out(&[one]).await?)
}

/// Whom something is told; nobody where there is nobody to tell.
fn audience(matter: &Matter, owed: &Owed, to: To) -> Result<Option<Audience>, ApiError> {
    let named =
        |subject: &str| (!subject.is_empty()).then(|| Audience::Subjects(vec![subject.to_owned()]));
    let center = |id: &str| (!id.is_empty()).then(|| Audience::Center(id.to_owned()));
    let here = || center(&matter.owner.center);
    Ok(match to {
        To::Owner if matter.owner.is_anonymous() => None,
        To::Owner => named(&matter.owner.subject),
        // What is assigned to nobody is every agent's of its center.
        To::Handler => named(&owed.before).or_else(here),
        To::Center => here(),
        To::Origin => center(&state_of::<RegionCase>(matter)?.form.origin_center),
        To::Receiver => match state_of::<Session>(matter)?.stage {
            Stage::Transferring { to: Target::Agent(agent), .. } => named(&agent),
            Stage::Transferring { to: Target::Center(id), .. } => center(&id),
            // Somebody has answered meanwhile, and nobody is asked any more.
            _ => None,
        },
        To::Audience => Some(state_of::<Survey>(matter)?.form.audience),
    })
}

/// The form of what is told, its places filled.
fn form(
    (state, matter): (&AppState, &Matter),
    (told, key): (Told, &str),
    audience: &Audience,
) -> Result<Form, ApiError> {
    let about = match told {
        Told::Supplement => supplement(&state_of::<RegionCase>(matter)?),
        _ => matter.filed.starts_at.map(clock::minute).unwrap_or_default(),
    };
    let args = [&matter.number, &about, &matter.id].map(|text| Shown::Plain(text.as_str()));
    Ok(state.desk.words.form(Telling { told, key, audience, args: &args }))
}

fn supplement(case: &RegionCase) -> String {
    match &case.stage {
        CaseStage::Supplementing(dossier) => {
            dossier.supplement.as_ref().map(|told| told.text.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The number that a short text goes to; only a note asks for one.
fn number(matter: &Matter) -> Result<Option<String>, ApiError> {
    if matter.kind != Note::KIND {
        return Ok(None);
    }
    Ok(match state_of::<Note>(matter)?.form.reminder {
        Reminder::Sms(number) => Some(number),
        Reminder::None(_) | Reminder::Notice(_) => None,
    })
}
