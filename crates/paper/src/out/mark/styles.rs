//! Copies of cell formats that differ in their fill alone, so that fonts, borders and number formats stay.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};

use super::package::Package;
use super::xml::{Patch, Walk, attribute, number, prefix, with_attributes};
use crate::fault::PaperError;

/// Not one of the colours that Excel offers, so that a fill of it is ours.
const COLOUR: &str = "FFFFC6CD";
/// More cell formats Excel does not open.
const FORMATS_MAX: usize = 64_000;

/// Where a workbook has no styles, nothing is coloured.
#[derive(Default)]
pub(super) struct Styles {
    part: String,
    text: String,
    prefix: String,
    fills: List,
    formats: List,
    /// Of each cell format where its element stands, and its fill.
    places: Vec<(usize, usize, u32)>,
    /// Fills of our colour; the first that is added counts as one, too.
    ours: BTreeSet<u32>,
    adds_fill: bool,
    added: Vec<String>,
    coloured: BTreeMap<u32, u32>,
    plain: BTreeMap<u32, u32>,
    reason: Option<u32>,
    /// A file may have as many cell formats as it may have bad cells, so each is looked at once.
    by_element: OnceCell<BTreeMap<String, u32>>,
    /// Those not of our colour, without their fill; of equal ones the first.
    by_rest: OnceCell<BTreeMap<String, u32>>,
}

const WITHOUT_FILL: &[(&str, Option<&str>)] = &[("fillId", None), ("applyFill", None)];

/// A list with a count in its start tag.
#[derive(Default)]
struct List {
    begin: usize,
    begin_end: usize,
    end: usize,
    count: u32,
}

impl Styles {
    pub fn read(package: &Package<'_>) -> Result<Self, PaperError> {
        let Some(part) = package.styles.clone() else { return Ok(Self::default()) };
        let mut styles = Self { text: package.text(&part)?, part, ..Self::default() };
        let text = std::mem::take(&mut styles.text);
        styles.find_lists(&text)?;
        styles.text = text;
        Ok(styles)
    }

    fn find_lists(&mut self, text: &str) -> Result<(), PaperError> {
        let mut walk = Walk::new(text);
        let (mut inside, mut open) = (String::new(), None);
        while let Some(event) = walk.next()? {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    name @ ("fills" | "cellXfs") => {
                        self.prefix = prefix(&tag);
                        inside = name.to_owned();
                        let list = if name == "fills" { &mut self.fills } else { &mut self.formats };
                        (list.begin, list.begin_end) = (walk.begin, walk.end);
                    }
                    "fill" if inside == "fills" => self.fills.count += 1,
                    "xf" if inside == "cellXfs" => open = Some((walk.begin, number(&tag, "fillId")?.unwrap_or(0))),
                    "fgColor" if inside == "fills" => self.colour(&tag)?,
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "fill" if inside == "fills" => self.fills.count += 1,
                    "fgColor" if inside == "fills" => self.colour(&tag)?,
                    "xf" if inside == "cellXfs" => {
                        self.places.push((walk.begin, walk.end, number(&tag, "fillId")?.unwrap_or(0)));
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "fills" => (self.fills.end, inside) = (walk.begin, String::new()),
                    "cellXfs" => (self.formats.end, inside) = (walk.begin, String::new()),
                    "xf" if inside == "cellXfs" => {
                        self.places.extend(open.take().map(|(begin, fill)| (begin, walk.end, fill)));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        self.formats.count = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        Ok(())
    }

    fn colour(&mut self, tag: &BytesStart<'_>) -> Result<(), PaperError> {
        if attribute(tag, "rgb")?.is_some_and(|rgb| rgb.eq_ignore_ascii_case(COLOUR)) {
            self.ours.insert(self.fills.count - 1);
        }
        Ok(())
    }

    fn can_add(&self) -> bool {
        self.fills.end > 0 && self.formats.end > 0 && self.places.len() + self.added.len() < FORMATS_MAX
    }

    /// The same cell format on our colour.
    pub fn coloured(&mut self, format: u32) -> Result<u32, PaperError> {
        if self.is_ours(format) || !self.can_add() {
            return Ok(format);
        }
        if let Some(known) = self.coloured.get(&format) {
            return Ok(*known);
        }
        let fill = self.our_fill().to_string();
        let Some(coloured) = self.copy(format, &[("fillId", Some(&fill)), ("applyFill", Some("1"))])? else {
            return Ok(format);
        };
        let index = self.add(coloured);
        self.coloured.insert(format, index);
        Ok(index)
    }

    /// What the cell format was before it got our colour: one like it but for the fill, else one without a fill.
    pub fn plain(&mut self, format: u32) -> Result<u32, PaperError> {
        if !self.is_ours(format) {
            return Ok(format);
        }
        if let Some(known) = self.plain.get(&format) {
            return Ok(*known);
        }
        let wanted = self.copy(format, WITHOUT_FILL)?;
        let found = wanted.as_ref().and_then(|wanted| self.by_rest().get(wanted)).copied();
        let index = match (found, wanted) {
            (Some(found), _) => found,
            (None, Some(_)) if self.can_add() => {
                let bare = self.copy(format, &[("fillId", Some("0")), ("applyFill", None)])?.unwrap_or_default();
                self.add(bare)
            }
            _ => format,
        };
        self.plain.insert(format, index);
        Ok(index)
    }

    /// For the column of reasons: our colour, wrapped.
    pub fn reason(&mut self) -> Option<u32> {
        if self.reason.is_none() && self.can_add() {
            let (prefix, fill) = (self.prefix.clone(), self.our_fill());
            self.reason = Some(self.add(format!(
                "<{prefix}xf numFmtId=\"0\" fontId=\"0\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" applyFill=\"1\" \
                 applyAlignment=\"1\"><{prefix}alignment vertical=\"top\" wrapText=\"1\"/></{prefix}xf>"
            )));
        }
        self.reason
    }

    fn is_ours(&self, format: u32) -> bool {
        self.places.get(format as usize).is_some_and(|(_, _, fill)| self.ours.contains(fill))
    }

    fn our_fill(&mut self) -> u32 {
        if let Some(fill) = self.ours.first() {
            return *fill;
        }
        self.adds_fill = true;
        self.ours.insert(self.fills.count);
        self.fills.count
    }

    /// One that is there already, from an earlier time, is taken again.
    fn add(&mut self, format: String) -> u32 {
        if let Some(known) = self.by_element().get(&format) {
            return *known;
        }
        self.added.push(format);
        self.formats.count + u32::try_from(self.added.len()).unwrap_or(u32::MAX) - 1
    }

    fn by_element(&self) -> &BTreeMap<String, u32> {
        self.by_element.get_or_init(|| {
            let elements = self.places.iter().map(|(begin, end, _)| self.text[*begin..*end].to_owned());
            elements.zip(0..).collect()
        })
    }

    fn by_rest(&self) -> &BTreeMap<String, u32> {
        self.by_rest.get_or_init(|| {
            let others = (0..self.formats.count).rev().filter(|format| !self.is_ours(*format));
            // What can't be read is never found, and then gets a copy without a fill.
            others.filter_map(|format| Some((self.copy(format, WITHOUT_FILL).ok()??, format))).collect()
        })
    }

    /// The element of a cell format with some attributes set; `None` for one that is not there.
    fn copy(&self, format: u32, set: &[(&str, Option<&str>)]) -> Result<Option<String>, PaperError> {
        let Some((begin, end, _)) = self.places.get(format as usize) else { return Ok(None) };
        let element = &self.text[*begin..*end];
        let mut walk = Walk::new(element);
        Ok(match walk.next()? {
            Some(Event::Empty(tag)) => Some(with_attributes(&tag, set, true)?),
            Some(Event::Start(tag)) => Some(with_attributes(&tag, set, false)? + &element[walk.end..]),
            _ => None,
        })
    }

    /// The part as it must be written; `None` when nothing was added.
    pub fn finish(self) -> Option<(String, String)> {
        if self.added.is_empty() {
            return None;
        }
        let p = &self.prefix;
        let mut fills = String::new();
        if self.adds_fill {
            fills = format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{COLOUR}\"/><{p}bgColor indexed=\"64\"/>\
                 </{p}patternFill></{p}fill>"
            );
        }
        let formats = self.formats.count + u32::try_from(self.added.len()).unwrap_or(u32::MAX);
        let mut changes = [
            (&self.fills, self.fills.count + u32::from(self.adds_fill), fills, "fills"),
            (&self.formats, formats, self.added.concat(), "cellXfs"),
        ];
        changes.sort_by_key(|(list, ..)| list.begin);
        let mut patch = Patch::new(&self.text);
        for (list, count, added, name) in &changes {
            let tag = &self.text[list.begin..list.begin_end];
            patch.replace(list.begin, list.begin_end, &with_count(tag, *count, p, name));
            patch.insert(list.end, added);
        }
        Some((self.part.clone(), patch.finish()))
    }
}

/// The start tag of a list with its new count.
fn with_count(tag: &str, count: u32, prefix: &str, name: &str) -> String {
    let content = tag.trim_start_matches('<').trim_end_matches('>');
    let tag = BytesStart::from_content(content, prefix.len() + name.len());
    let text = count.to_string();
    with_attributes(&tag, &[("count", Some(&text))], false).unwrap_or_else(|_| format!("<{prefix}{name}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that saves the file may order its cell formats anew.
    #[test]
    fn the_format_before_ours_is_found_wherever_it_stands() {
        let ours = "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"ffffc6cd\"/></patternFill></fill>";
        let one = "<xf fontId=\"1\" fillId=\"2\" applyFill=\"1\"><alignment wrapText=\"1\"/></xf>";
        let before = "<xf fontId=\"1\" fillId=\"1\"><alignment wrapText=\"1\"/></xf>";
        //    cell formats                                     of cell   before it was ours
        check(ours, &[one, before], 0, "1");
        check(ours, &[before, one], 1, "0");
        check(ours, &["<xf fontId=\"1\" fillId=\"2\"/>", before], 0, "2 <xf fontId=\"1\" fillId=\"0\"/>");
        check(ours, &[before], 0, "0");
        check("<fill/>", &[one, before], 0, "0");
    }

    fn check(third_fill: &str, formats: &[&str], format: u32, expected: &str) {
        let text = format!(
            "<styleSheet><fills count=\"3\"><fill/><fill/>{third_fill}</fills><cellStyleXfs><xf/></cellStyleXfs>\
             <cellXfs count=\"9\">{}</cellXfs><dxfs><dxf><fill/></dxf></dxfs></styleSheet>",
            formats.concat()
        );
        let mut styles = Styles::default();
        styles.find_lists(&text).unwrap();
        styles.text = text;
        let plain = styles.plain(format).unwrap();
        let shown =
            std::iter::once(plain.to_string()).chain(styles.added.first().cloned()).collect::<Vec<_>>().join(" ");
        assert_eq!(shown, expected);
        if let Some((_, text)) = styles.finish() {
            assert!(text.contains(&format!("<cellXfs count=\"{}\">", formats.len() + 1)), "{text}");
        }
    }
}
