//! Routes whose handlers all have one type.
//!
//! To the compiler every handler is a type of its own, and so is each of the layers that axum puts around it,
//! about fifteen; for each of these it proves anew that all of the handler's work may move between threads.
//! Behind one type that is proved once a handler, for one allocation more a request.

use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use futures_util::future::BoxFuture;
use utoipa::__dev::{SchemaReferences, Tags};
use utoipa::Path;
use utoipa_axum::PathItemExt as _;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::state::AppState;

/// A handler behind the type that all have.
#[derive(Clone)]
pub struct Handled(Arc<dyn Fn(Request, AppState) -> BoxFuture<'static, Response> + Send + Sync>);

impl Handled {
    /// Puts a handler behind it.
    pub fn new<H, T>(handler: H) -> Self
    where
        H: Handler<T, AppState>,
    {
        Self(Arc::new(move |request, state| Box::pin(handler.clone().call(request, state))))
    }
}

impl Handler<Self, AppState> for Handled {
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, state: AppState) -> Self::Future {
        (self.0)(request, state)
    }
}

/// Adds a handler to those of its path, with what `P` tells of it in the document. The traits of `P` are hidden
/// where they are from; they are what utoipa-axum's own macro asks for.
pub fn add<P>((schemas, paths, router): &mut UtoipaMethodRouter<AppState>, handler: &Handled)
where
    P: Path + SchemaReferences + Tags<'static>,
{
    P::schemas(schemas);
    let mut operation = P::operation();
    operation.tags.get_or_insert_default().extend(P::tags().into_iter().map(str::to_owned));
    let methods = P::methods();
    for method in &methods {
        *router = std::mem::take(router).on(method.to_method_filter(), handler.clone());
    }
    paths.add_path_operation(P::path(), methods, operation);
}

/// The handlers of one path, each by its module and name, with their document.
macro_rules! routes {
    ($($module:ident::$handler:ident),+) => {{
        let mut routes = Default::default();
        pastey::paste! {$(
            crate::described::route::add::<$module::[<__path_ $handler>]>(
                &mut routes,
                &crate::described::route::Handled::new($module::$handler),
            );
        )+}
        routes
    }};
}

pub(super) use routes;
