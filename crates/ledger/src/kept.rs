//! Answers that hardly ever change, kept by the writer from one act to the next: calendars, rules, who is the safety office.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;

use kernel::Error;

use crate::{Fact, Reader};

/// Of one kind of question; more are hardly asked between two changes.
const ANSWERS_KEPT: usize = 1_000;

#[derive(Default)]
pub(crate) struct Kept(RefCell<State>);

#[derive(Default)]
struct State {
    /// By stream and kind of question: a map from question to answer.
    answers: HashMap<(&'static str, TypeId), Box<dyn Any + Send>>,
    /// Streams with a fact in the act that runs; their rows may change at any moment.
    changing: Vec<&'static str>,
}

impl Kept {
    /// A fact of the stream is recorded; what was known about its tables may be wrong from now on.
    pub fn forget(&self, stream: &'static str) {
        let mut state = self.0.borrow_mut();
        if !state.changing.contains(&stream) {
            state.changing.push(stream);
            state.answers.retain(|(of, _), _| *of != stream);
        }
    }

    /// The act is over; what is asked from now on is what stands.
    pub fn end_of_act(&self) {
        self.0.borrow_mut().changing.clear();
    }

    /// Something was undone.
    pub fn forget_all(&self) {
        *self.0.borrow_mut() = State::default();
    }

    fn find<Q: Hash + Eq + Send + 'static, A: Clone + Send + 'static>(
        &self,
        stream: &'static str,
        question: &Q,
    ) -> Option<A> {
        let state = self.0.borrow();
        let kept = state.answers.get(&(stream, TypeId::of::<(Q, A)>()))?.downcast_ref::<HashMap<Q, A>>()?;
        kept.get(question).cloned()
    }

    fn keep<Q: Hash + Eq + Send + 'static, A: Clone + Send + 'static>(
        &self,
        stream: &'static str,
        question: Q,
        answer: &A,
    ) {
        let mut state = self.0.borrow_mut();
        if state.changing.contains(&stream) {
            return;
        }
        let kind = (stream, TypeId::of::<(Q, A)>());
        let kept = state.answers.entry(kind).or_insert_with(|| Box::new(HashMap::<Q, A>::new()));
        if let Some(kept) = kept.downcast_mut::<HashMap<Q, A>>() {
            if kept.len() >= ANSWERS_KEPT {
                kept.clear();
            }
            kept.insert(question, answer.clone());
        }
    }
}

impl Reader<'_> {
    /// The answer of a query on the tables of one concept. Within acts it is asked once and holds until a fact of it
    /// is recorded; pages ask every time. The question's type, with its answer's, tells kinds of questions apart, so give
    /// each kind a type of its own.
    pub fn kept<F: Fact, Q: Hash + Eq + Send + 'static, A: Clone + Send + 'static>(
        &self,
        question: Q,
        ask: impl FnOnce(&Q) -> Result<A, Error>,
    ) -> Result<A, Error> {
        let Some(kept) = self.kept else { return ask(&question) };
        if let Some(answer) = kept.find(F::STREAM, &question) {
            return Ok(answer);
        }
        let answer = ask(&question)?;
        kept.keep(F::STREAM, question, &answer);
        Ok(answer)
    }
}
