//! The OpenAPI 3.1 document, made from the routes themselves, so that it can't tell of a route that isn't there.

use axum::http::{Method, StatusCode};
use serde_json::json;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ComponentsBuilder, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, InfoBuilder, KnownFormat, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required,
    Response, ResponseBuilder, Server,
};
use utoipa::{PartialSchema, ToSchema};

use crate::routes::{API, Route, RouteKind};

const PROBLEM: &str = "ProblemDetail";

/// What a program must know of one route. Errors are always problem+json and need not be said.
#[derive(Clone)]
pub struct Doc {
    summary: &'static str,
    status: StatusCode,
    body: Option<RefOr<Schema>>,
    body_kind: &'static str,
    returns: Option<RefOr<Schema>>,
    queries: Vec<(&'static str, &'static str)>,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Doc {
    pub fn new(summary: &'static str) -> Self {
        Self {
            summary,
            status: StatusCode::OK,
            body: None,
            body_kind: "application/json",
            returns: None,
            queries: Vec::new(),
            schemas: Vec::new(),
        }
    }

    pub fn body<T: ToSchema>(mut self) -> Self {
        self.body = Some(self.collect::<T>());
        self
    }

    /// The body is a form with files.
    pub fn multipart(mut self) -> Self {
        self.body_kind = "multipart/form-data";
        self
    }

    pub fn returns<T: ToSchema>(mut self) -> Self {
        self.returns = Some(self.collect::<T>());
        self
    }

    /// It answers 201 with what was made.
    pub fn creates<T: ToSchema>(self) -> Self {
        Self { status: StatusCode::CREATED, ..self.returns::<T>() }
    }

    pub fn returns_list<T: ToSchema>(mut self) -> Self {
        let item = self.collect::<T>();
        self.returns = Some(ArrayBuilder::new().items(item).build().into());
        self
    }

    pub fn query(mut self, name: &'static str, description: &'static str) -> Self {
        self.queries.push((name, description));
        self
    }

    /// The keys of the address, each with what it means.
    pub(crate) fn queries(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.queries.iter().copied()
    }

    /// Types of ours are named components; what the language gives (lists, numbers, text) is written where it stands.
    fn collect<T: ToSchema>(&mut self) -> RefOr<Schema> {
        T::schemas(&mut self.schemas);
        let kind = std::any::type_name::<T>();
        let foreign = ["alloc::", "core::", "std::", "serde_json::", "&"].iter().any(|start| kind.starts_with(start));
        if foreign || !kind.contains("::") {
            return <T as PartialSchema>::schema();
        }
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), <T as PartialSchema>::schema()));
        Ref::from_schema_name(name).into()
    }
}

/// `server_prefix` is where the API begins, as a client sees it: `/api/v1`. Paths are written below it.
pub fn openapi<S>(rows: &[Route<S>], title: &str, version: &str, server_prefix: &str) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new().schema(PROBLEM, problem_schema());
    for (route, doc) in rows.iter().filter_map(|route| Some((route, route.doc.as_ref()?))) {
        if route.kind != RouteKind::Api {
            continue;
        }
        let below = route.path.strip_prefix(server_prefix.trim_end_matches('/')).unwrap_or(&route.path);
        let Some(method) = method(&route.method) else { continue };
        paths.add_path_operation(plain(below), vec![method], operation(route, doc));
        components = components.schemas_from_iter(doc.schemas.clone());
    }
    OpenApiBuilder::new()
        .info(InfoBuilder::new().title(title).version(version).build())
        .servers(Some([Server::new(if server_prefix.is_empty() { "/" } else { server_prefix })]))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn operation<S>(route: &Route<S>, doc: &Doc) -> OperationBuilder {
    let path = route.path.strip_prefix(API).unwrap_or(&route.path);
    let writes = route.method != Method::GET && route.method != Method::HEAD;
    let tag = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let mut operation = OperationBuilder::new()
        .summary(Some(doc.summary))
        .operation_id(Some(operation_id(&route.method, path)))
        .tag(tag)
        .description(Some(format!("Act: `{}`.", route.act.0)));
    for name in parameters(path) {
        operation = operation.parameter(text_parameter(name, ParameterIn::Path, Required::True, ""));
    }
    for (name, description) in &doc.queries {
        operation = operation.parameter(text_parameter(name, ParameterIn::Query, Required::False, description));
    }
    if writes {
        let description = "Names this request: the same key again gets the first answer, and nothing happens twice.";
        operation =
            operation.parameter(text_parameter("Idempotency-Key", ParameterIn::Header, Required::False, description));
    }
    if let Some(body) = &doc.body {
        let content = ContentBuilder::new().schema(Some(body.clone())).build();
        let body = RequestBodyBuilder::new().content(doc.body_kind, content).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    operation = operation.response(doc.status.as_str(), success(doc));
    for (code, description) in failures(writes, !doc.queries.is_empty()) {
        operation = operation.response(code, problem_response(description));
    }
    operation
}

fn success(doc: &Doc) -> Response {
    let said = if doc.status == StatusCode::CREATED { "Recorded" } else { "Found, or done" };
    let mut response = ResponseBuilder::new().description(said);
    if let Some(schema) = &doc.returns {
        response = response.content("application/json", ContentBuilder::new().schema(Some(schema.clone())).build());
    }
    response.build()
}

fn failures(writes: bool, reads_query: bool) -> Vec<(&'static str, &'static str)> {
    let mut list = vec![
        ("401", "Not signed in"),
        ("403", "Within your scope, but not your act"),
        ("404", "Does not exist, or lies outside your scope"),
    ];
    if writes {
        list.push(("409", "The right form at the wrong moment, or somebody else was first"));
        list.push(("413", "The body is too large"));
    }
    if writes || reads_query {
        list.push(("422", "Fields are wrong: every one is in `errors`"));
    }
    list
}

fn problem_response(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(PROBLEM))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

fn problem_schema() -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let field = ObjectBuilder::new()
        .property("field", text())
        .property("problem", text().description(Some("A fixed English phrase; programs may compare it")))
        .property("problem_zh", text())
        .property("given", text())
        .required("field")
        .required("problem");
    let status =
        ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
    ObjectBuilder::new()
        .description(Some("RFC 9457"))
        .property("type", text().examples([json!("urn:anlan:problem:refused")]))
        .property("title", text())
        .property("title_zh", text())
        .property("status", status)
        .property("detail", text())
        .property("detail_zh", text())
        .property("errors", ArrayBuilder::new().items(field.build()))
        .required("type")
        .required("title")
        .required("status")
        .build()
        .into()
}

fn text_parameter(name: &str, place: ParameterIn, required: Required, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description((!description.is_empty()).then_some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
        .build()
}

fn method(method: &Method) -> Option<HttpMethod> {
    match method.as_str() {
        "GET" => Some(HttpMethod::Get),
        "POST" => Some(HttpMethod::Post),
        "PUT" => Some(HttpMethod::Put),
        "PATCH" => Some(HttpMethod::Patch),
        "DELETE" => Some(HttpMethod::Delete),
        _ => None,
    }
}

/// OpenAPI knows no `{*rest}`.
fn plain(path: &str) -> String {
    path.replace("{*", "{")
}

fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| name.trim_start_matches('*'))
}

fn operation_id(method: &Method, path: &str) -> String {
    let mut id = method.as_str().to_lowercase();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        id.push('_');
        id.push_str(&part.replace(['{', '}', '*'], "").replace(['-', '.'], "_"));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::Routes;
    use kernel::Act;
    use serde_json::Value;

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its schema is read")]
    struct Found {
        id: String,
        place: Place,
    }

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its schema is read")]
    struct Place {
        division: String,
    }

    async fn nothing() {}

    fn document() -> Value {
        let routes = Routes::<()>::new()
            .page(Method::GET, "/hazards", Act("hazard.list"), nothing)
            .api(
                Method::GET,
                "/hazards",
                Act("hazard.list"),
                nothing,
                Doc::new("List").returns_list::<Found>().query("status", "One of"),
            )
            .api(
                Method::POST,
                "/hazards",
                Act("hazard.report"),
                nothing,
                Doc::new("Report").body::<Found>().creates::<Found>(),
            )
            .and(Routes::new().api(
                Method::GET,
                "/ledger/{*path}",
                Act("ledger.read"),
                nothing,
                Doc::new("Tile").returns::<Vec<String>>(),
            ))
            .api(Method::PUT, "/hazards/{id}/verification", Act("hazard.verify"), nothing, Doc::new("Verify"));
        serde_json::to_value(openapi(routes.rows(), "Anlan", "1", "/api/v1")).unwrap()
    }

    #[test]
    fn exactly_the_api_routes() {
        let document = document();
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["servers"][0]["url"], "/api/v1");
        let mut found: Vec<String> = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            found.extend(item.as_object().unwrap().keys().map(|method| format!("{method} {path}")));
        }
        found.sort();
        assert_eq!(found, ["get /hazards", "get /ledger/{path}", "post /hazards", "put /hazards/{id}/verification"]);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for part in text.split("\"#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
        assert!(document["components"]["schemas"]["Place"].is_object());
        assert!(text.contains("#/components/schemas/Found"));
    }

    #[test]
    fn parameters_and_answers() {
        let document = document();
        let verify = &document["paths"]["/hazards/{id}/verification"]["put"];
        let names: Vec<&str> =
            verify["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["id", "Idempotency-Key"]);
        assert_eq!(verify["operationId"], "put_hazards_id_verification");
        for code in ["401", "403", "404", "409", "422"] {
            assert!(verify["responses"][code]["content"]["application/problem+json"].is_object(), "{code}");
        }
        assert!(verify["responses"]["200"].is_object() && verify["responses"]["201"].is_null());
        let report = &document["paths"]["/hazards"]["post"];
        assert!(report["responses"]["201"].is_object() && report["responses"]["200"].is_null());
        assert!(report["requestBody"]["content"]["application/json"].is_object());
        let list = &document["paths"]["/hazards"]["get"];
        assert!(list["responses"]["409"].is_null() && list["responses"]["422"].is_object());
        assert_eq!(list["responses"]["200"]["content"]["application/json"]["schema"]["type"], "array");
    }
}
