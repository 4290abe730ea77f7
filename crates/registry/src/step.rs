//! An act with a form of its own: one row says its fields, its command and its words; the page, its post and its call by a
//! program follow.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader, Tx};
use maud::Markup;
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::field::{Field, Words, labels, show_all};

/// Who asks, with the scope of the route's act; `server` puts it into the request.
type Visitor = Extension<Arc<Ctx>>;

/// What acts are done with: meetings, incidents, schemes.
pub trait Subject: Send + Sync + 'static {
    type Id: Copy + DeserializeOwned + Send + Sync + 'static;
    /// As its forms need it.
    type Shown: Send + 'static;
    /// As a program gets it back.
    type Answer: Serialize + DeserializeOwned + utoipa::ToSchema + Send + 'static;

    /// Where the words of its acts and fields stand.
    const WORDS: Words;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: Self::Id) -> Result<Self::Shown, Error>;
    fn answer(r: &Reader<'_>, ctx: &Ctx, id: Self::Id) -> Result<Self::Answer, Error>;
    /// Where its acts lead back to.
    fn page(id: Self::Id) -> String;
    /// Where its acts lie under.
    fn base(id: Self::Id) -> String {
        Self::page(id)
    }
    /// Down to its own page.
    fn crumbs(lang: Lang, shown: &Self::Shown) -> Vec<Crumb>;
    fn about(shown: &Self::Shown) -> &str;
    /// The row of the given number as it is, in the form.
    fn start_row(shown: &Self::Shown, word: &str, no: u32, values: &mut Values) -> Result<(), Error>;
    /// What the form has to be read beside.
    fn above(_: Lang, _: &Self::Shown, _word: &str) -> Markup {
        Markup::default()
    }
    /// The row of the given number, where the form is of one.
    fn row(_: Lang, _: &Self::Shown, _word: &str, _no: u32) -> Markup {
        Markup::default()
    }
    /// What else of the record bears on the act.
    fn beside(_: &Reader<'_>, _: &Ctx, _: Lang, _word: &str) -> Result<Markup, Error> {
        Ok(Markup::default())
    }
}

/// The command, for the subject and the row in its address.
type Run<S, B> = fn(&mut Tx<'_>, &Ctx, <S as Subject>::Id, u32, &B) -> Result<(), Error>;

/// An act of a subject `S`. `B` is what its form and a program say.
pub struct Step<S: Subject, B: 'static> {
    /// The last part of its address.
    pub name: &'static str,
    /// Its word in the tables of words.
    pub word: &'static str,
    pub act: Act,
    /// The name of the write; a program's is another, so that their first answers are told apart.
    pub write: [&'static str; 2],
    pub doc: &'static str,
    pub fields: &'static [Field],
    pub start: fn(&Ctx, &S::Shown, &mut Values),
    pub run: Run<S, B>,
}

/// A form that begins empty.
pub fn nothing<T>(_: &Ctx, _: &T, _: &mut Values) {}

/// The subject, or a row of it.
#[derive(serde::Deserialize)]
struct Which<S: Subject> {
    #[serde(bound(deserialize = "S::Id: DeserializeOwned"))]
    id: S::Id,
    #[serde(default)]
    no: u32,
    #[serde(skip)]
    of: PhantomData<S>,
}

impl<S: Subject, B: DeserializeOwned + utoipa::ToSchema + Send + Sync + 'static> Step<S, B> {
    pub fn routes(&'static self, path: &'static str) -> Routes<Db> {
        let show = move |State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(which): Path<Which<S>>| async move {
            self.show(&db, &ctx, &screen, (which.id, which.no), None).await
        };
        let post = move |State(db): State<Db>,
                         Extension(ctx): Visitor,
                         screen: Screen,
                         Path(which): Path<Which<S>>,
                         values: Values| async move {
            self.post(&db, &ctx, &screen, (which.id, which.no), values).await
        };
        let post_api = move |State(db): State<Db>,
                             Extension(ctx): Visitor,
                             Path(which): Path<Which<S>>,
                             Json(cmd): Json<B>| async move {
            let (id, no) = (which.id, which.no);
            let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
                (self.run)(tx, ctx, id, no, &cmd)?;
                S::answer(tx, ctx, id)
            };
            Reply::Ok(Json(db.write(self.write[1], &ctx, run).await?))
        };
        let doc = Doc::new(self.doc).body::<B>().returns::<S::Answer>();
        Routes::new().page(Method::GET, path, self.act, show).page(Method::POST, path, self.act, post).api(
            Method::POST,
            path,
            self.act,
            post_api,
            doc,
        )
    }

    async fn show(
        &'static self,
        db: &Db,
        ctx: &Arc<Ctx>,
        screen: &Screen,
        (id, no): (S::Id, u32),
        typed: Option<Typed>,
    ) -> Reply<Response> {
        let (asked, word, lang) = (Arc::clone(ctx), self.word, screen.lang());
        let read = move |r: &Reader<'_>| Ok((S::shown(r, &asked, id)?, S::beside(r, &asked, lang, word)?));
        let (shown, beside) = db.read(read).await?;
        let typed = match typed {
            Some(typed) => typed,
            None => {
                let mut typed = Typed::default();
                (self.start)(ctx, &shown, &mut typed.values);
                if no > 0 {
                    S::start_row(&shown, word, no, &mut typed.values)?;
                }
                typed
            }
        };
        let title = (S::WORDS.act)(lang, word);
        let back = S::page(id);
        let mut crumbs = S::crumbs(lang, &shown);
        crumbs.push(Crumb::here(title));
        let sheet = Sheet {
            title,
            about: S::about(&shown),
            crumbs,
            action: format!("{}/{}", S::base(id), self.name.replace("{no}", &no.to_string())),
            back,
            then: (S::WORDS.then)(lang, word),
            labels: labels(lang, S::WORDS, self.fields),
        };
        let above = maud::html! { (S::above(lang, &shown, word)) (S::row(lang, &shown, word, no)) (beside) };
        Ok(sheet.show(screen, &typed, above, show_all(lang, S::WORDS, self.fields, &typed)))
    }

    async fn post(
        &'static self,
        db: &Db,
        ctx: &Arc<Ctx>,
        screen: &Screen,
        (id, no): (S::Id, u32),
        values: Values,
    ) -> Reply<Response> {
        let cmd = self.read(&values)?;
        let made = db.write(self.write[0], ctx, move |tx, ctx| (self.run)(tx, ctx, id, no, &cmd)).await;
        match done(made, values, |()| S::page(id))? {
            Ok(next) => Ok(next),
            Err(again) => self.show(db, ctx, screen, (id, no), Some(again)).await,
        }
    }

    /// The fields of the form are those of the command, by the same names.
    fn read(&self, values: &Values) -> Result<B, Error> {
        let fields = self.fields.iter().map(|it| (it.name.to_owned(), values.get(it.name).into()));
        serde_json::from_value(serde_json::Value::Object(fields.collect())).map_err(Error::internal)
    }
}
