//! What every request may reach.

mod beside;

use std::ops::Deref;
use std::sync::Arc;

use anyhow::Context;
use arc_swap::ArcSwap;
use tokio::sync::Semaphore;
use wenshui_engine::engine::Engine;

use crate::admission::Admission;
use crate::attachment::Attachments;
use crate::clock;
use crate::config::Config;
use crate::demo::Demo;
use crate::desk::Desk;
use crate::desk::dialler::Dialler;
use crate::desk::exchange::Exchange;
use crate::error::ApiError;
use crate::fair::Fair;
use crate::hook::Hook;
use crate::identity::Identity;
use crate::interest::Interests;
use crate::jobs::Jobs;
use crate::limit::{LimitKey, Limits};
use crate::looked::Looked;
use crate::metric::Metrics;
use crate::nats::Nats;
use crate::objects::Objects;
use crate::outgoing::outlets::Outlets;
use crate::pages::Pages;
use crate::quick::Shortcuts;
use crate::rarely::Rarely;
use crate::readiness::Readiness;
use crate::reception::Reception;
use crate::shown::Shown;
use crate::signal::Signals;
use crate::source::Source;
use crate::span::export;
use crate::span::tracer::Tracer;
use crate::speaking::Speaking;
use crate::state::beside::Beside;
use crate::store::Store;
use crate::store::count::CountKind;
use crate::store::funnel::Place;
use crate::store::owner::Owner;
use crate::store::write::Write;
use crate::suites::Suites;
use crate::transcription::Transcription;
use crate::versions::opened::Versions;
use crate::versions::shelf::Shelf;
use crate::wire::request::TurnSource;

/// How many passwords are checked at once; each takes 19 MiB.
const PASSWORD_PLACES: usize = 2;
/// How many attachments are taken at once; each holds five megabytes where they go into a bucket.
const UPLOAD_PLACES: usize = 16;
/// One address may have a fourth of the places of attachments, and a sixteenth of those of streams: behind one
/// there may be a whole office.
const UPLOAD_SHARE: usize = UPLOAD_PLACES / 4;
const STREAM_SHARE: usize = 16;

/// What all requests share; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What stands behind [`AppState`].
pub struct Shared {
    /// The engine.
    pub engine: Engine,
    /// The metrics.
    pub metrics: Metrics,
    /// The configuration.
    pub config: Config,
    /// What outlives a request.
    pub store: Store,
    /// Who is asking.
    pub identity: Identity,
    /// Turns of answers and suggestions.
    pub admission: Admission,
    /// Requests that were refused with a time to come back.
    pub turned_away: Rarely,
    /// Places for passwords being checked; each takes its memory and tens of milliseconds.
    pub password_places: Arc<Semaphore>,
    /// Places for streams of events.
    pub stream_places: Arc<Semaphore>,
    /// The quick entries that can be chosen.
    pub shortcuts: Shortcuts,
    /// What may be sent as an attachment.
    pub attachments: Attachments,
    /// Where attachments lie.
    pub objects: Objects,
    /// Places for attachments coming in.
    pub upload_places: Semaphore,
    /// What one address may have of these places.
    pub shares: Fair,
    /// What points to a person.
    pub signals: Signals,
    /// What the service says of itself.
    pub reception: Reception,
    /// What is offered unasked.
    pub interests: Interests,
    /// What long work of this node needs.
    pub jobs: Jobs,
    /// The suites that people keep here.
    pub suites: Suites,
    /// The versions that answer.
    pub versions: Versions,
    /// What the desk goes by.
    pub desk: Desk,
    /// Who is connected to this node for a call.
    pub exchange: Exchange,
    /// The desk outside, where human agents are there.
    pub outside_desk: Option<Hook>,
    /// What calls telephones, where there is something.
    pub dialler: Option<Dialler>,
    /// The ways out of the house.
    pub outlets: Outlets,
    /// Where speech becomes text.
    pub transcription: Transcription,
    /// Where text becomes speech.
    pub speaking: Speaking,
    /// The files of the pages.
    pub pages: Pages,
    /// The people of the demonstration, where the server shows itself.
    pub demo: Option<Demo>,
    /// What callers have used up of their limits.
    limits: Limits,
    /// What takes the spans of traces.
    pub tracer: Tracer,
    /// What was last counted of what waits and goes on, for the metrics.
    pub looked: Looked,
    /// Whether this node takes questions.
    pub readiness: Readiness,
    /// How many questions were shown, until the store has it.
    shown: Shown,
    /// What went wrong at the last reload, for the maintainer.
    reload_problems: [ArcSwap<Vec<String>>; 2],
}

/// What outlives a request, and the versions that it knows.
type Kept = (Store, Versions);

/// What long work needs, and what takes spans.
type Worked = (Jobs, Tracer);

/// What is taken over while the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reloaded {
    /// Knowledge.
    Knowledge,
    /// Lists of guard, emotions and intents.
    Screen,
}

impl Reloaded {
    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Screen => "screen",
        }
    }
}

impl AppState {
    /// The state of a server that is ready: opens the database and reads the keys. To be called
    /// inside the runtime that serves.
    ///
    /// # Errors
    /// When the database or a key cannot be used.
    pub async fn open(engine: Engine, config: Config) -> anyhow::Result<Self> {
        // The data directory, or a folder of it.
        let held = config.held.display();
        std::fs::create_dir_all(&config.held).with_context(|| format!("cannot make `{held}`"))?;
        let identity = Identity::open(&config.tokens)?;
        identity.fetch_keys().await;
        let nats = Nats::of(config.nats.as_ref()).await?;
        let store = Store::open_among(config.database.text(), nats.clone()).await;
        let store = store.context("the database is not usable")?;
        let beside = Beside::open(&config)?;
        let interests = Interests::open(&config, engine.version())?;
        let source = Source::of_operator(&config);
        let lists = source.own_lists()?;
        let (db, data) = (store.db.clone(), config.data.clone());
        let shelf = Shelf::new((db, data), source, nats);
        let kept = (store, Versions::new(shelf, lists));
        let jobs = Jobs::new(&config.held);
        let tracer = export::start(config.otlp.as_ref(), &jobs.node)?;
        Ok(Self::new((engine, (jobs, tracer)), config, (kept, identity, beside, interests)))
    }

    fn new(
        (engine, (jobs, tracer)): (Engine, Worked),
        config: Config,
        ((store, versions), identity, beside, interests): (Kept, Identity, Beside, Interests),
    ) -> Self {
        let metrics = Metrics::new((&store.db.meter, &tracer.counts), clock::now_ms());
        metrics.entries.set(engine.version().base.entries.len() as i64);
        Self(Arc::new(Shared {
            engine,
            metrics,
            admission: Admission::new(config.in_flight_max),
            turned_away: Rarely::default(),
            stream_places: Arc::new(Semaphore::new(config.streams_max)),
            shortcuts: beside.shortcuts,
            attachments: beside.attachments,
            objects: beside.objects,
            upload_places: Semaphore::new(UPLOAD_PLACES),
            shares: Fair::new([
                PASSWORD_PLACES / 2,
                UPLOAD_SHARE,
                config.streams_max / STREAM_SHARE,
            ]),
            signals: beside.signals,
            reception: beside.reception,
            interests,
            jobs,
            tracer,
            suites: Suites::new(&config.data),
            versions,
            desk: beside.desk,
            exchange: Exchange::default(),
            outside_desk: beside.outside_desk,
            dialler: beside.dialler,
            outlets: beside.outlets,
            transcription: beside.transcription,
            speaking: beside.speaking,
            pages: beside.pages,
            demo: beside.demo,
            password_places: Arc::new(Semaphore::new(PASSWORD_PLACES)),
            limits: Limits::new(&config),
            store,
            identity,
            looked: Looked::default(),
            readiness: Readiness::default(),
            shown: Shown::default(),
            reload_problems: Default::default(),
            config,
        }))
    }
}

impl Shared {
    /// Counts a question against a limit.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn limit(&self, key: &LimitKey) -> Result<(), ApiError> {
        self.limits.count(key)
    }

    /// Counts questions that are shown to be taken up by way of `source`; a few nanoseconds. What an
    /// answer offers is counted with its turn.
    pub fn shown(&self, source: TurnSource, how_many: usize) {
        self.shown.add(source, (how_many, clock::now_ms()));
    }

    /// Hands what was shown to the store; what it does not take now is kept for the next time.
    pub fn store_shown(&self) {
        for (source, at_ms, times) in self.shown.take(clock::now_ms()) {
            let key =
                Place::new(source.name(), &Owner::default(), at_ms).key(CountKind::Impression);
            if self.store.writer.write_soon(Write::Count(key, times as i64)).is_err() {
                self.shown.add(source, (times, at_ms));
            }
        }
    }

    /// Forgets callers whose limits are full again, so that memory does not grow with their number.
    pub fn forget_idle_callers(&self) {
        self.limits.forget_idle();
    }

    /// What went wrong when changes were last taken over; empty when nothing did.
    pub fn reload_problems(&self) -> Vec<String> {
        self.reload_problems.iter().flat_map(|problems| problems.load().as_ref().clone()).collect()
    }

    /// Notes what went wrong at a reload.
    pub fn note_reload(&self, what: Reloaded, problems: Vec<String>) {
        self.metrics.reloaded(what.name(), problems.len());
        self.reload_problems[what as usize].store(Arc::new(problems));
    }
}
