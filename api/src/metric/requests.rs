//! Every request by route, method and status, with its time. What is counted into is made when the routes
//! are known; a request looks it up once, without a lock.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;

use crate::metric::times::Times;

/// The name of routes and methods that are none of the API's.
const OTHER: &str = "other";
/// The status that is told of requests whose clients hung up before they were answered.
pub const GONE: &str = "gone";
/// The statuses of answers; whatever else comes is counted at the end.
pub const STATUSES: [u16; 31] = [
    101, 200, 201, 202, 204, 206, 302, 303, 304, 307, 400, 401, 403, 404, 405, 406, 408, 409, 410,
    413, 415, 416, 421, 422, 426, 429, 500, 501, 502, 503, 504,
];

/// Requests; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Requests(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    routes: OnceLock<HashMap<String, Vec<(Method, Counted)>>>,
    other: Counted,
}

/// The requests of one route and method.
#[derive(Debug)]
pub struct Counted {
    took: Times,
    /// In the order of [`STATUSES`], then of any other status, then of clients that are gone.
    statuses: [AtomicU64; STATUSES.len() + 2],
}

impl Default for Counted {
    fn default() -> Self {
        Self { took: Times::coarse(), statuses: [const { AtomicU64::new(0) }; STATUSES.len() + 2] }
    }
}

/// A request that is being worked on. Dropped, it is counted with its time; without a status it is one whose
/// client has gone, or whose work was given up.
pub struct Measured<'a> {
    counted: &'a Counted,
    began: Instant,
    status: Option<StatusCode>,
}

impl Requests {
    /// Takes note of the routes with their methods, once.
    pub fn know<'a>(&self, routes: impl Iterator<Item = (&'a str, Vec<Method>)>) {
        self.0.routes.get_or_init(|| {
            let counted = |method| (method, Counted::default());
            routes
                .map(|(route, methods)| {
                    (route.to_owned(), methods.into_iter().map(counted).collect())
                })
                .collect()
        });
    }

    /// Begins to measure a request by the template of its route; none where no route fits.
    pub fn begin(&self, route: Option<&str>, method: &Method) -> Measured<'_> {
        // What is asked for by its head alone is the same work.
        let get = Method::GET;
        let method = if *method == Method::HEAD { &get } else { method };
        let known = route.and_then(|route| self.0.routes.get()?.get(route));
        let counted = known.and_then(|known| known.iter().find(|(of, _)| of == method));
        let counted = counted.map_or(&self.0.other, |(_, counted)| counted);
        Measured { counted, began: Instant::now(), status: None }
    }

    /// What was counted of every route and method that was asked for.
    fn each(&self) -> impl Iterator<Item = (&str, &str, &Counted)> {
        let routes = self.0.routes.get().into_iter().flatten();
        let known = routes.flat_map(|(route, methods)| {
            methods.iter().map(|(method, counted)| (route.as_str(), method.as_str(), counted))
        });
        let all = known.chain([(OTHER, OTHER, &self.0.other)]);
        all.filter(|(_, _, counted)| counted.took.count() > 0)
    }
}

impl Measured<'_> {
    /// Notes what it was answered with.
    pub fn answered(&mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Measured<'_> {
    fn drop(&mut self) {
        self.counted.took.observe(self.began.elapsed());
        let at = match self.status.map(|status| status.as_u16()) {
            Some(status) => STATUSES.binary_search(&status).unwrap_or(STATUSES.len()),
            None => STATUSES.len() + 1,
        };
        self.counted.statuses[at].fetch_add(1, Ordering::Relaxed);
    }
}

/// What they took, by route and method.
#[derive(Debug)]
pub struct Took(pub Requests);

/// How many there were, by route, method and status.
#[derive(Debug)]
pub struct ByStatus(pub Requests);

impl EncodeMetric for Took {
    fn encode(&self, mut encoder: MetricEncoder) -> Result<(), fmt::Error> {
        for (route, method, counted) in self.0.each() {
            let labels = [("route", route), ("method", method)];
            counted.took.encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

impl EncodeMetric for ByStatus {
    fn encode(&self, mut encoder: MetricEncoder) -> Result<(), fmt::Error> {
        for (route, method, counted) in self.0.each() {
            for (at, count) in counted.statuses.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                if count == 0 {
                    continue;
                }
                let known = STATUSES.get(at).map(u16::to_string);
                let other = if at == STATUSES.len() { OTHER } else { GONE };
                let status = known.as_deref().unwrap_or(other);
                let labels = [("route", route), ("method", method), ("status", status)];
                let mut encoder = encoder.encode_family(&labels)?;
                encoder.encode_counter::<NoLabelSet, _, f64>(&count, None)?;
            }
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Counter
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{Method, StatusCode};

    use super::{Requests, STATUSES};
    use crate::error::table;

    #[test]
    fn every_status_of_an_error_has_a_place() {
        assert!(STATUSES.is_sorted());
        for row in table().values() {
            assert!(STATUSES.binary_search(&row.status).is_ok(), "{}", row.status);
        }
    }

    #[test]
    fn what_is_no_route_is_counted_as_other_and_a_head_as_a_get() {
        let requests = Requests::default();
        requests.know([("/a/{id}", vec![Method::GET])].into_iter());
        for (route, method) in [
            (Some("/a/{id}"), Method::GET),
            (Some("/a/{id}"), Method::HEAD),
            (Some("/a/{id}"), Method::PUT),
            (None, Method::GET),
        ] {
            requests.begin(route, &method).answered(StatusCode::OK);
        }
        drop(requests.begin(None, &Method::GET));
        let told: Vec<(&str, &str, u64)> = requests
            .each()
            .map(|(route, method, counted)| (route, method, counted.took.count()))
            .collect();
        assert_eq!(told, [("/a/{id}", "GET", 2), ("other", "other", 3)]);
    }
}
