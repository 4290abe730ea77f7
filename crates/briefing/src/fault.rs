//! What is wrong with a form, with its place.

/// Refused when the form is read, before anybody prints it.
#[derive(Debug, thiserror::Error)]
pub enum FormFault {
    #[error("{file}: {cause}")]
    File { file: String, cause: std::io::Error },
    #[error("{file}: {cause}")]
    Toml { file: String, cause: Box<toml::de::Error> },
    #[error("{file}: {place}: {what}")]
    Content { file: String, place: String, what: &'static str },
}
