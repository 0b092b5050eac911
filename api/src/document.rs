//! The OpenAPI document: what it says besides the routes, and the answers that many of them share.

use axum::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, OpenApi as OpenApiDocument, Ref, RefOr, Response, ResponseBuilder};

/// What the document says besides the routes.
#[derive(OpenApi)]
#[openapi(info(
    title = "Wenshui",
    description = "A tax question in Chinese goes in; an answer with the rule that grounds it comes out."
))]
pub struct Document;

/// Adds how tokens travel, and to every operation the problems that come from what it has: a token, a
/// body, a page that calls. Any route can run out of time, or into a defect of ours.
pub fn complete(document: &mut OpenApiDocument) {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", bearer);
    for path in document.paths.paths.values_mut() {
        for operation in operations(path) {
            let mut problems =
                vec![("403", "The page may not call"), ("default", "Any other problem")];
            if operation.security.is_some() {
                problems.push(("401", "The token does not hold, or one is needed"));
            }
            if operation.request_body.as_ref().is_some_and(is_json) {
                problems.push(("400", "Not JSON, or an unknown field"));
                problems.push(("413", "The body is too large"));
                problems.push(("415", "The body is not declared as JSON"));
                problems.push(("422", "A field's value is wrong"));
            }
            for (status, words) in problems {
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(|| problem(words).into());
            }
        }
    }
}

/// Whether a body is JSON; what else is sent is refused in words of its own.
fn is_json(body: &RefOr<RequestBody>) -> bool {
    match body {
        RefOr::T(body) => body.content.contains_key("application/json"),
        RefOr::Ref(_) => true,
    }
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [&mut path.get, &mut path.post, &mut path.put, &mut path.delete];
    all.into_iter().flatten()
}

/// Every route of a document with its methods.
pub fn routes(document: &OpenApiDocument) -> impl Iterator<Item = (&str, Vec<Method>)> {
    document.paths.paths.iter().map(|(route, path)| {
        let all = [
            (Method::GET, &path.get),
            (Method::POST, &path.post),
            (Method::PUT, &path.put),
            (Method::DELETE, &path.delete),
        ];
        let had = all.into_iter().filter(|(_, operation)| operation.is_some());
        (route.as_str(), had.map(|(method, _)| method).collect())
    })
}

fn problem(words: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(words).content("application/problem+json", content).build()
}
