//! The server's configuration: what, flag, environment variable, default, unit.
//!
//! A value comes from the flag, else from the environment, else from the file of `--config`
//! (TOML, the same names with underscores), else it is the default.

pub mod backend;
pub mod calling;
mod file;
pub mod hosts;
pub mod jobs;
pub mod keeping;
pub mod nats;
pub mod notifying;
pub mod private;
pub mod secret;
pub mod serving;
pub mod speaking;
pub mod tokens;
pub mod transcription;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::backend::BackendConfig;
use crate::config::calling::Calling;
use crate::config::file::{File, read};
use crate::config::hosts::Hosts;
use crate::config::jobs::JobsConfig;
use crate::config::keeping::Keeping;
use crate::config::nats::NatsConfig;
use crate::config::notifying::Notifying;
use crate::config::secret::{SECRET_BYTES_MIN, Secret};
use crate::config::serving::Serving;
use crate::config::speaking::{SpeakingArgs, SpeakingConfig};
use crate::config::tokens::TokenConfig;
use crate::config::transcription::TranscriptionConfig;

/// Where a demonstration lies in the data directory.
const DEMO: &str = "demo";
/// The SQLite file in the data directory.
pub const DATABASE_FILE: &str = "wenshui.db";

/// Flags of `wenshui serve`; what is missing is looked up in the file.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "WENSHUI_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Directory for the published knowledge and the built indexes [default: data]
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Database: sqlite:FILE or postgres://… [default: the file wenshui.db in the data directory]
    #[arg(long, env = "WENSHUI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// NATS, by which nodes on one PostgreSQL wake each other and hand out versions: nats://… or tls://…, several with commas between them [default: none]
    #[arg(long, env = "WENSHUI_NATS", value_name = "URL", hide_env_values = true)]
    pub nats: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, env = "WENSHUI_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Hear with this model: a whisper.cpp file such as ggml-base.bin, or its name (base) in the folder of models
    #[arg(long, env = "WENSHUI_SPEECH_MODEL", value_name = "MODEL")]
    pub speech_model: Option<String>,
    /// Serve this knowledge, not the published one: a .jsonl or .yaml file or a directory
    #[arg(long, env = "WENSHUI_KB", value_name = "PATH")]
    pub kb: Option<PathBuf>,
    /// Serve the pages of this folder, not those that were compiled in; for who works on the pages
    #[arg(long, env = "WENSHUI_PAGES", value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Show the service: invented people whose part anybody may take, and always open; only on a loopback address, with a database of its own
    #[arg(long)]
    pub demo: bool,
    /// How text becomes speech.
    #[command(flatten)]
    pub speaking: SpeakingArgs,
}

/// The configuration, complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where published knowledge and built indexes live.
    pub data: PathBuf,
    /// Where what belongs to the database lies by default: its file, the key, attachments and results of jobs.
    /// The data directory; of a demonstration `demo` in it, so that nothing that is played lies among what is
    /// real.
    pub held: PathBuf,
    /// Knowledge to serve in the place of the published one.
    pub kb: Option<PathBuf>,
    /// `settings`: engine settings in the place of the bundled ones (file only).
    pub settings: Option<PathBuf>,
    /// `encoder`: an encoder in the place of the bundled one (file only).
    pub encoder: Option<PathBuf>,
    /// `cross_encoder`: a cross-encoder that reads the first candidates (file only; default none).
    pub cross_encoder: Option<PathBuf>,
    /// `screen`: a directory of lists of guard, emotions and intents in the place of the bundled ones
    /// of the same names, taken over while serving when they change (file only; default none).
    pub screen: Option<PathBuf>,
    /// `concepts`: a directory of sayings of maintainers over those of every version (file only).
    pub concepts: Option<PathBuf>,
    /// `requests_per_minute`: how many questions one person with a token, or one address outside the
    /// trusted callers, may ask a minute (file only; default 120).
    pub requests_per_minute: u32,
    /// `anonymous_requests_per_minute`: how many questions one conversation without a token may ask a
    /// minute (file only; default 60, or `requests_per_minute` where that is less).
    pub anonymous_requests_per_minute: u32,
    /// `in_flight_max`: how many answers are worked on at once before the server refuses with a
    /// retry time (file only; default 256).
    pub in_flight_max: usize,
    /// `connections_max`: how many connections of clients are open at once; whoever comes then waits for a
    /// place (file only; default 20,000, which the system's limit of open files has to allow).
    pub connections_max: usize,
    /// `trusted_callers`: addresses without an address limit, whose forwarded addresses are
    /// believed (file only; default loopback).
    pub trusted_callers: Vec<IpAddr>,
    /// `database`: the address of the database (`--database`, `WENSHUI_DATABASE`; default the SQLite
    /// file `wenshui.db` in the data directory). It may hold a password and is not printed.
    pub database: Secret,
    /// How nodes reach NATS; nothing where they do not.
    pub nats: Option<NatsConfig>,
    /// `streams_max`: how many streams of events may be open at once (file only; default 10000).
    pub streams_max: usize,
    /// `stream_minutes`: after how long a stream of events ends, so that whoever reads on shows a token
    /// that holds (file only; default 15).
    pub stream_minutes: u16,
    /// `shortcuts`: quick entries in the place of the bundled ones (TOML, file only).
    pub shortcuts: Option<PathBuf>,
    /// `interest`: a directory with data files that stand in the place of the bundled ones behind what
    /// is offered unasked (file only; read again with every round of counting).
    pub interest: Option<PathBuf>,
    /// `interest_period_minutes`: how long a period is for which turns are counted, and how often they
    /// are (file only; default 10, at most 60).
    pub interest_period_minutes: u32,
    /// `allowed_origins`: other origins whose pages may call, such as `https://etax.example.cn` (file
    /// only; default none, which leaves the server's own).
    pub allowed_origins: Vec<String>,
    /// Under which names it may be asked.
    pub hosts: Hosts,
    /// `pages`: a folder whose pages are served in the place of those that were compiled in (`--pages`,
    /// `WENSHUI_PAGES`; default none).
    pub pages: Option<PathBuf>,
    /// Whether anybody may take the part of invented people, and somebody is always there (`--demo`;
    /// default no). Its database, key and files lie in `demo` of the data directory, where none are
    /// named.
    pub demo: bool,
    /// Which tokens are believed.
    pub tokens: TokenConfig,
    /// How long things are kept.
    pub keeping: Keeping,
    /// How much long work is taken.
    pub jobs: JobsConfig,
    /// What is said and taken beside answers.
    pub serving: Serving,
    /// Where notices go.
    pub notifying: Notifying,
    /// Where human agents are; nothing for the bundled desk.
    pub backend: Option<BackendConfig>,
    /// How calls are connected.
    pub calling: Calling,
    /// How speech becomes text.
    pub transcription: TranscriptionConfig,
    /// How text becomes speech.
    pub speaking: SpeakingConfig,
}

impl Config {
    /// Resolves flags, environment and file.
    ///
    /// # Errors
    /// When the file cannot be read or has an unknown or wrong field; the words name the line.
    pub fn resolve(args: &ServeArgs) -> anyhow::Result<Self> {
        let mut file = args.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let (keeping, notifying, jobs) = (file.keeping(), file.notifying(), file.jobs());
        let loopback = || vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let data = args.data.clone().or(file.data.take()).unwrap_or_else(|| PathBuf::from("data"));
        let held = if args.demo { data.join(DEMO) } else { data.clone() };
        let serving = file.serving(&held);
        let requests_per_minute = file.requests_per_minute.map_or(120, NonZeroU32::get);
        let (database, nats) = reached(args, &mut file, &held)?;
        let tokens = file.tokens(&held)?;
        let listen = place(args, file.listen)?;
        Ok(Self {
            hosts: Hosts::resolve(file.hosts.take(), (listen, &serving.public_url))?,
            listen,
            database,
            nats,
            pages: args.pages.clone(),
            demo: args.demo,
            streams_max: file.streams_max.map_or(10_000, NonZeroUsize::get),
            stream_minutes: file.stream_minutes.unwrap_or(15),
            concepts: file.concepts,
            shortcuts: file.shortcuts,
            interest: file.interest,
            interest_period_minutes: file
                .interest_period_minutes
                .map_or(10, |minutes| minutes.get().min(60)),
            allowed_origins: file.allowed_origins.unwrap_or_default(),
            anonymous_requests_per_minute: file
                .anonymous_requests_per_minute
                .map_or(requests_per_minute.min(60), NonZeroU32::get),
            tokens,
            keeping,
            jobs,
            serving,
            notifying,
            backend: BackendConfig::resolve(file.backend_url, SECRET_BYTES_MIN)?,
            speaking: SpeakingConfig::resolve(&args.speaking, file.speech_voice),
            calling: Calling::read((file.stun_urls, file.turn_urls, file.dialler_url))?,
            transcription: TranscriptionConfig::resolve(
                file.transcription,
                args.speech_model.as_deref(),
                &data,
            )?,
            data,
            held,
            kb: args.kb.clone().or(file.kb),
            settings: file.settings,
            encoder: file.encoder,
            cross_encoder: file.cross_encoder,
            screen: file.screen,
            requests_per_minute,
            in_flight_max: file.in_flight_max.map_or(256, NonZeroUsize::get),
            connections_max: file.connections_max.map_or(20_000, NonZeroUsize::get),
            trusted_callers: file.trusted_callers.unwrap_or_else(loopback),
        })
    }
}

/// The database, and NATS beside it.
fn reached(
    args: &ServeArgs,
    file: &mut File,
    held: &Path,
) -> anyhow::Result<(Secret, Option<NatsConfig>)> {
    let database = args.database.clone().map(Secret::new).or(file.database.take());
    let database = database.unwrap_or_else(|| sqlite(&held.join(DATABASE_FILE)));
    let nats = NatsConfig::resolve(args.nats.clone(), file.nats(), &database)?;
    Ok((database, nats))
}

/// Where to listen.
fn place(args: &ServeArgs, configured: Option<SocketAddr>) -> anyhow::Result<SocketAddr> {
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
    let listen = args.listen.or(configured).unwrap_or(here);
    anyhow::ensure!(
        !args.demo || listen.ip().is_loopback(),
        "--demo gives everybody the rights of staff and is for this machine alone: {listen} is no \
         loopback address"
    );
    Ok(listen)
}

/// The address of a SQLite file, with what an address cannot hold encoded.
pub fn sqlite(file: &Path) -> Secret {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let encoded = file.as_os_str().as_encoded_bytes().iter().map(|byte| {
        if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
    });
    Secret::new(format!("sqlite:{}", encoded.collect::<String>()))
}
