//! An element with elements, as its [`Model`] says: the one form in which alerts are read, made, checked and written.

use std::borrow::Cow;

use crate::error::{Broken, Finding};
use crate::model::{Kind, Model, is_written};

#[derive(Debug, Clone, PartialEq)]
pub struct Group<'a> {
    pub(crate) model: &'static Model,
    /// Position in the model and value, in the order of the document.
    pub(crate) items: Vec<(usize, Item<'a>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item<'a> {
    Text(Cow<'a, str>),
    Group(Group<'a>),
}

impl<'a> Group<'a> {
    /// Without any element.
    pub fn new(model: &'static Model) -> Self {
        Self { model, items: Vec::new() }
    }

    /// With one element more. A name that the model doesn't have changes nothing.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<Cow<'a, str>>) -> Self {
        if let Some(at) = self.model.position(name, 0) {
            self.items.push((at, Item::Text(text.into())));
        }
        self
    }

    /// With one group more, which `fill` fills. A name that is no group of the model changes nothing.
    #[must_use]
    pub fn with_group(mut self, name: &str, fill: impl FnOnce(Group<'a>) -> Group<'a>) -> Self {
        let at = self.model.position(name, 0);
        if let Some((at, Kind::Group(model))) = at.map(|at| (at, self.model.children[at].kind)) {
            self.items.push((at, Item::Group(fill(Group::new(model)))));
        }
        self
    }

    pub fn name(&self) -> &'static str {
        self.model.name
    }

    /// The text of the first element of this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let at = self.model.position(name, 0);
        self.items.iter().filter(move |it| Some(it.0) == at).filter_map(|it| match &it.1 {
            Item::Text(text) => Some(text.as_ref()),
            Item::Group(_) => None,
        })
    }

    pub fn groups(&self, name: &str) -> impl Iterator<Item = &Group<'a>> {
        let at = self.model.position(name, 0);
        self.items.iter().filter(move |it| Some(it.0) == at).filter_map(|it| match &it.1 {
            Item::Group(group) => Some(group),
            Item::Text(_) => None,
        })
    }

    /// A value of its own, that doesn't borrow from the document.
    pub fn into_owned(self) -> Group<'static> {
        let own = |item| match item {
            Item::Text(text) => Item::Text(Cow::Owned(text.into_owned())),
            Item::Group(group) => Item::Group(group.into_owned()),
        };
        Group { model: self.model, items: self.items.into_iter().map(|(at, item)| (at, own(item))).collect() }
    }

    /// What the model forbids, for a group that was made; a group that was read has been checked as it stood.
    pub(crate) fn check(&self, findings: &mut Vec<Finding>) {
        let mut count = vec![0_usize; self.model.children.len()];
        let finding =
            |at: usize, problem| Finding { offset: 0, element: self.model.children[at].name.to_owned(), problem };
        for (at, item) in &self.items {
            count[*at] += 1;
            match item {
                Item::Text(text) => {
                    findings.extend(form(self.model.children[*at].kind, text).map(|it| finding(*at, it)))
                }
                Item::Group(group) => group.check(findings),
            }
        }
        for (at, (child, count)) in self.model.children.iter().zip(count).enumerate() {
            match count {
                0 if child.is_required => findings.push(finding(at, Broken::Missing)),
                2.. if !child.is_repeated => findings.push(finding(at, Broken::Repeated)),
                _ => {}
            }
        }
    }
}

/// What is wrong with the form of a text.
pub(crate) fn form(kind: Kind, text: &str) -> Option<Broken> {
    if is_written(kind, text) {
        return None;
    }
    let short: String = text.chars().take(80).collect();
    Some(if matches!(kind, Kind::Words(_)) { Broken::Word(short) } else { Broken::Form(short) })
}
