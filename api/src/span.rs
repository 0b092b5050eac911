//! Traces: what a request or a job did when, as spans that a collector takes by OpenTelemetry's protocol
//! (OTLP over HTTP). Callers and servers outside are joined by W3C's `traceparent`.
//!
//! Where nobody collects, a request costs one look whether somebody does. A span holds names, numbers and
//! ids; never a question's text nor anything personal.

pub mod current;
pub mod engine;
pub mod export;
pub mod otlp;
pub mod place;
pub mod record;
pub mod request_id;
pub mod tracer;
