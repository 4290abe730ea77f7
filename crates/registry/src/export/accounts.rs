//! Accounts. Nothing of what signs somebody in is among the columns.

use kernel::{Ctx, Error, Identity};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};

use super::{Each, ExportList, every, said, text};
use crate::account::web::{self, LIST, MANAGE};
use crate::query;
use crate::web::joined;
use crate::words::{account as w, account_status, common as c, membership as m, person as p, role};

pub const ACCOUNTS: ExportList = ExportList { name: "accounts", path: LIST, act: MANAGE, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&web::said(lang, &web::filter(query))),
        columns: vec![
            Column::text("login", w::login(lang)),
            Column::text("name", p::name(lang)),
            Column::text("organisation", c::organisation(lang)).width(24),
            Column::text("position", p::position(lang)),
            Column::text("role", m::role(lang)).width(24),
            Column::text("status", c::status(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, web::filter(query));
    every(
        |paging| query::accounts(r, ctx, &filter, paging),
        |page| {
            page.iter().try_for_each(|row| {
                let roles = joined(lang, row.roles.iter().map(|r| role::of(lang, r.word())));
                let status = account_status::of(lang, row.account.status.word());
                let said: [&str; 6] =
                    [&row.account.login, &row.person_name, &row.organisation_name, &row.position, &roles, status];
                let cells = said.map(text).to_vec();
                each(ExportRow { key: row.account.id.to_text(), version: 1, cells })
            })
        },
    )
}
