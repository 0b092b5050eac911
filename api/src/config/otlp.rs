//! Where traces go.

use anyhow::{Context as _, ensure};
use axum::http::{HeaderName, HeaderValue};
use clap::Args;

use crate::config::private::is_private;
use crate::config::secret::Secret;

/// The variable with headers for the collector, `name=value` with commas between them, values percent-encoded.
const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
/// What is behind the address of a collector.
const TRACES: &str = "/v1/traces";

/// Flags of `wenshui serve` for traces.
#[derive(Debug, Clone, Default, Args)]
pub struct OtlpArgs {
    /// Send traces to this collector by OTLP over HTTP, up to its /v1/traces [default: none are made]
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp: Option<String>,
    /// The share of traces that begin here which is collected, 0 to 1 [default: 1]
    #[arg(long, env = "WENSHUI_OTLP_SHARE", value_name = "SHARE")]
    pub otlp_share: Option<f64>,
    /// The name of this service in traces [default: wenshui]
    #[arg(long, env = "OTEL_SERVICE_NAME", value_name = "NAME")]
    pub otlp_service: Option<String>,
}

/// Where traces go.
#[derive(Debug, Clone, PartialEq)]
pub struct OtlpConfig {
    /// `otlp` (`--otlp`, `OTEL_EXPORTER_OTLP_ENDPOINT`; default none): the address of a collector that takes
    /// OTLP over HTTP, up to its `/v1/traces`.
    pub url: String,
    /// `otlp_share` (`--otlp-share`, `WENSHUI_OTLP_SHARE`; default 1): the share of traces that begin here
    /// which is collected. Of one that a trusted caller began the caller has decided.
    pub share: f64,
    /// `otlp_service` (`--otlp-service`, `OTEL_SERVICE_NAME`; default `wenshui`): the name of this service.
    pub service: String,
    /// Headers that the collector is shown (variable `OTEL_EXPORTER_OTLP_HEADERS`).
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// `otlp`, `otlp_share` and `otlp_service` of the configuration file.
pub(super) type OtlpFile = (Option<String>, Option<f64>, Option<String>);

impl OtlpConfig {
    /// Puts the flags, the environment and the file together; nothing where no collector is named.
    ///
    /// # Errors
    /// When the share is none, or a header is none or would be read on the way.
    pub(super) fn resolve(
        args: &OtlpArgs,
        (url, share, service): OtlpFile,
    ) -> anyhow::Result<Option<Self>> {
        let Some(url) = args.otlp.clone().or(url).filter(|url| !url.is_empty()) else {
            return Ok(None);
        };
        let share = args.otlp_share.or(share).unwrap_or(1.0);
        ensure!((0.0..=1.0).contains(&share), "otlp_share is not between 0 and 1");
        let service = args.otlp_service.clone().or(service).unwrap_or_else(|| "wenshui".to_owned());
        let headers = Secret::of(HEADERS)?;
        let headers = headers.map(|secret| headers_of(secret.text())).transpose()?;
        let is_safe = headers.is_none() || url.parse().is_ok_and(|url| is_private(&url));
        ensure!(
            is_safe,
            "otlp: `{url}` is neither https nor of this machine, and {HEADERS} is secret"
        );
        Ok(Some(Self { url, share, service, headers: headers.unwrap_or_default() }))
    }

    /// The address to which traces are sent.
    pub fn traces_url(&self) -> String {
        let url = self.url.trim_end_matches('/');
        if url.ends_with(TRACES) { url.to_owned() } else { format!("{url}{TRACES}") }
    }
}

fn headers_of(text: &str) -> anyhow::Result<Vec<(HeaderName, HeaderValue)>> {
    let pairs = text.split(',').filter(|pair| !pair.trim().is_empty());
    let header = |(at, pair): (usize, &str)| {
        // What stands there is secret, so it is counted and not shown.
        let wrong = || format!("{HEADERS}: the header number {} is not usable", at + 1);
        let (name, value) = pair.split_once('=').with_context(wrong)?;
        let value = decoded(value.trim()).with_context(wrong)?;
        let mut value = HeaderValue::from_bytes(&value).with_context(wrong)?;
        value.set_sensitive(true);
        anyhow::Ok((name.trim().parse::<HeaderName>().with_context(wrong)?, value))
    };
    pairs.enumerate().map(header).collect()
}

/// Text without its percent-encoding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            decoded.push((digit()? << 4 | digit()?) as u8);
        } else {
            decoded.push(byte);
        }
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::{OtlpArgs, OtlpConfig, headers_of};

    fn read(url: &str, share: Option<f64>) -> Result<String, String> {
        let file = (Some(url.to_owned()), share, None);
        let read = OtlpConfig::resolve(&OtlpArgs::default(), file);
        read.map_err(|error| error.to_string()).map(|read| read.unwrap().traces_url())
    }

    #[test]
    fn the_address_is_that_of_a_collector_or_of_its_traces() {
        let told = Ok("http://collector:4318/v1/traces".to_owned());
        for url in
            ["http://collector:4318", "http://collector:4318/", "http://collector:4318/v1/traces"]
        {
            assert_eq!(read(url, None), told);
        }
        assert!(read("http://a", Some(1.5)).unwrap_err().contains("otlp_share"));
    }

    #[test]
    fn headers_are_names_with_values() {
        let read = headers_of("authorization=Basic%20YTpi, x-scope = a%3Db").unwrap();
        let read: Vec<(&str, &[u8])> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        assert_eq!(read, [("authorization", &b"Basic YTpi"[..]), ("x-scope", b"a=b")]);
        for wrong in ["no", "a=b,=c", "a=%4", "a=%zz", "a b=c"] {
            let words = headers_of(wrong).unwrap_err().to_string();
            assert!(words.contains("the header number"), "{words}");
        }
    }
}
