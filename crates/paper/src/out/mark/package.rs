//! The archive of a workbook: which part holds which sheet, and a copy with some parts replaced.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

use super::xml::{Walk, attribute};
use crate::fault::{self, PaperError};

pub(super) struct Package<'a> {
    bytes: &'a [u8],
    /// By the name that a reader looks up, without regard to case: the name in the archive.
    names: BTreeMap<String, String>,
    sheets: BTreeMap<String, String>,
    pub styles: Option<String>,
}

impl<'a> Package<'a> {
    /// Call it for what the guard has passed only.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PaperError> {
        let archive = archive(bytes)?;
        let mut names = BTreeMap::new();
        for name in archive.file_names() {
            let name = name.map_err(damaged)?.into_owned();
            names.insert(name.to_lowercase(), name);
        }
        let mut package = Self { bytes, names, sheets: BTreeMap::new(), styles: None };
        package.find_parts()?;
        Ok(package)
    }

    fn find_parts(&mut self) -> Result<(), PaperError> {
        let root = self.relations("")?;
        let book = root.iter().find(|relation| relation.kind.ends_with("/officeDocument")).ok_or(fault::DAMAGED)?;
        let book = book.target.clone();
        let relations = self.relations(&book)?;
        self.styles = relations.iter().find(|relation| relation.kind.ends_with("/styles")).map(|r| r.target.clone());
        let text = self.text(&book)?;
        let mut walk = Walk::new(&text);
        while let Some(event) = walk.next()? {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
            if tag.local_name().as_ref() != "sheet" {
                continue;
            }
            let (Some(name), Some(id)) = (attribute(&tag, "name")?, attribute(&tag, "id")?) else { continue };
            if let Some(relation) = relations.iter().find(|relation| relation.id == id) {
                self.sheets.insert(name, relation.target.clone());
            }
        }
        Ok(())
    }

    fn relations(&self, of: &str) -> Result<Vec<Relation>, PaperError> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let text = self.text(&join(folder, &format!("_rels/{file}.rels")))?;
        let mut relations = Vec::new();
        let mut walk = Walk::new(&text);
        while let Some(event) = walk.next()? {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
            if tag.local_name().as_ref() != "Relationship" {
                continue;
            }
            let get = |name| Ok::<_, PaperError>(attribute(&tag, name)?.unwrap_or_default());
            relations.push(Relation { id: get("Id")?, kind: get("Type")?, target: join(folder, &get("Target")?) });
        }
        Ok(relations)
    }

    pub fn sheet_part(&self, sheet: &str) -> Result<String, PaperError> {
        self.sheets.get(sheet).cloned().ok_or_else(|| fault::NO_SUCH_SHEET.with(sheet))
    }

    pub fn text(&self, part: &str) -> Result<String, PaperError> {
        let name = self.names.get(&part.to_lowercase()).ok_or_else(|| fault::DAMAGED.with(part))?;
        let mut archive = archive(self.bytes)?;
        let mut text = String::new();
        archive.by_name(name).map_err(damaged)?.read_to_string(&mut text).map_err(damaged)?;
        Ok(text)
    }

    pub fn extension(&self) -> &'static str {
        if self.names.contains_key("xl/vbaproject.bin") { "xlsm" } else { "xlsx" }
    }

    /// All parts in their order, as they are but for those changed.
    pub fn write(&self, changed: &BTreeMap<String, String>) -> Result<Vec<u8>, PaperError> {
        let changed: BTreeMap<String, &String> =
            changed.iter().map(|(part, text)| (part.to_lowercase(), text)).collect();
        let mut archive = archive(self.bytes)?;
        let mut copy = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(damaged)?;
            let name = entry.name().map_err(damaged)?.into_owned();
            match changed.get(&name.to_lowercase()) {
                None => copy.raw_copy_file(entry).map_err(damaged)?,
                Some(text) => {
                    let deflated = SimpleFileOptions::default()
                        .compression_method(CompressionMethod::Deflated)
                        .last_modified_time(entry.last_modified().unwrap_or_default());
                    copy.start_file(name, deflated).map_err(damaged)?;
                    copy.write_all(text.as_bytes()).map_err(damaged)?;
                }
            }
        }
        Ok(copy.finish().map_err(damaged)?.into_inner())
    }
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// A target that begins with a slash counts from the root of the archive.
fn join(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

fn archive(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, PaperError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(damaged)
}

fn damaged(cause: impl std::fmt::Display) -> PaperError {
    fault::DAMAGED.with(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_joined() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl/a", "../b.xml", "xl/b.xml"),
            ("", "_rels/.rels", "_rels/.rels"),
        ] {
            assert_eq!(join(folder, target), part);
        }
    }
}
