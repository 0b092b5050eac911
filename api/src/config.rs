//! The server's configuration: what, flag, environment variable, default, unit.
//!
//! A value comes from the flag, else from the environment, else from the file of `--config`
//! (TOML, the same names with underscores), else it is the default.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Deserialize;

/// Flags of `wenshui serve`; what is missing is looked up in the file.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "WENSHUI_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Directory for the published knowledge and the built indexes [default: data]
    #[arg(long, env = "WENSHUI_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file (TOML)
    #[arg(long, env = "WENSHUI_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Serve this knowledge, not the published one: a .jsonl or .yaml file or a directory
    #[arg(long, env = "WENSHUI_KB", value_name = "PATH")]
    pub kb: Option<PathBuf>,
}

/// The configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<SocketAddr>,
    data: Option<PathBuf>,
    kb: Option<PathBuf>,
    settings: Option<PathBuf>,
    encoder: Option<PathBuf>,
    requests_per_minute: Option<NonZeroU32>,
    in_flight_max: Option<NonZeroUsize>,
    trusted_callers: Option<Vec<IpAddr>>,
}

/// The configuration, complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where published knowledge and built indexes live.
    pub data: PathBuf,
    /// Knowledge to serve in the place of the published one.
    pub kb: Option<PathBuf>,
    /// `settings`: engine settings in the place of the bundled ones (file only).
    pub settings: Option<PathBuf>,
    /// `encoder`: an encoder in the place of the bundled one (file only).
    pub encoder: Option<PathBuf>,
    /// `requests_per_minute`: how many questions one conversation, or one address outside the
    /// trusted callers, may ask a minute (file only; default 120).
    pub requests_per_minute: u32,
    /// `in_flight_max`: how many answers are worked on at once before the server refuses with a
    /// retry time (file only; default 256).
    pub in_flight_max: usize,
    /// `trusted_callers`: addresses without an address limit, whose forwarded addresses are
    /// believed (file only; default loopback).
    pub trusted_callers: Vec<IpAddr>,
}

impl Config {
    /// Resolves flags, environment and file.
    ///
    /// # Errors
    /// When the file cannot be read or has an unknown or wrong field; the words name the line.
    pub fn resolve(args: &ServeArgs) -> anyhow::Result<Self> {
        let file = args.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let loopback = || vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        Ok(Self {
            listen: args
                .listen
                .or(file.listen)
                .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            data: args.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from("data")),
            kb: args.kb.clone().or(file.kb),
            settings: file.settings,
            encoder: file.encoder,
            requests_per_minute: file.requests_per_minute.map_or(120, NonZeroU32::get),
            in_flight_max: file.in_flight_max.map_or(256, NonZeroUsize::get),
            trusted_callers: file.trusted_callers.unwrap_or_else(loopback),
        })
    }
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    toml::from_str(&text).with_context(|| format!("`{}` is not usable", path.display()))
}
