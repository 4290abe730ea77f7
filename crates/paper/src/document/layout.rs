//! Where everything stands on the paper. Lengths are twentieths of a point; clauses are those of GB/T 9704—2012.

use docx_rs::{
    AlignmentType, BorderType, BreakType, DocGrid, DocGridType, Docx, FieldCharType, Footer, InstrPAGE, InstrText,
    LineSpacing, LineSpacingType, PageMargin, Paragraph as Line, ParagraphBorder, ParagraphBorderPosition,
    ParagraphBorders, Run, SpecialIndentType, Tab, TabValueType, Table, TableBorder, TableBorderPosition, TableBorders,
    TableCell, TableCellMargins, TableLayoutType, TablePositionProperty, TableRow, WidthType,
};

use super::font::Face;
use super::{Document, Paragraph, day};

const A4: (u32, u32) = (11_906, 16_838);
/// 37, 28, 35 and 26 mm: what is left is 156 mm × 225 mm (5.2.1).
const TOP: i32 = 2_098;
const LEFT: i32 = 1_588;
const BOTTOM: i32 = 1_984;
const RIGHT: i32 = 1_474;
const WIDTH: i32 = A4.0 as i32 - LEFT - RIGHT;
/// The page number ends so far above the edge that its line begins 7 mm under the text (7.5).
const FOOTER: i32 = 1_304;
/// One line: 28 pt, of which 22 fill a page (5.2.3).
const LINE: i32 = 560;
const TITLE_LINE: i32 = 680;
/// One character of the body, and how much closer together 28 of them stand in a line.
const CHARACTER: i32 = 320;
const CLOSER: i32 = -5;
const CHARACTERS: usize = 28;
/// The heading begins 35 mm under the upper edge of the text (7.2.4).
const HEAD_ABOVE: u32 = 1_984;
const RED: &str = "FF0000";
const BLACK: &str = "000000";

/// Sizes in half points: 二号, 三号, 四号.
const SECOND: usize = 44;
const THIRD: usize = 32;
const FOURTH: usize = 28;

pub(super) fn sheet() -> Docx {
    let margin = PageMargin::new().top(TOP).left(LEFT).bottom(BOTTOM).right(RIGHT).header(851).footer(FOOTER).gutter(0);
    let empty = Docx::new();
    // 22 lines; 28 characters come from their spacing, because programs read a grid of characters differently.
    let grid = DocGrid::new().grid_type(DocGridType::Lines).line_pitch(579);
    let document = empty.document.clone().doc_grid(grid);
    empty
        .document(document)
        .page_size(A4.0, A4.1)
        .page_margin(margin)
        .default_size(THIRD)
        .default_fonts(Face::Body.run())
        .footer(page_number(AlignmentType::Right))
        .even_footer(page_number(AlignmentType::Left))
}

/// `— 1 —`, one character from the outer edge (7.5).
fn page_number(outer: AlignmentType) -> Footer {
    let run = || Run::new().fonts(Face::Song.run()).size(FOURTH);
    let number = run()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false);
    let (left, right) = if matches!(outer, AlignmentType::Left) { (CHARACTER, 0) } else { (0, CHARACTER) };
    let line = Line::new()
        .align(outer)
        .indent(Some(left), None, Some(right), None)
        .add_run(run().add_text("— "))
        .add_run(number)
        .add_run(run().add_text(" —"));
    Footer::new().add_paragraph(line)
}

/// What stands under what.
pub(super) enum Block {
    Line(Box<Line>),
    Record(Box<Table>),
}

impl Block {
    pub(super) fn add_to(to: Docx, it: Block) -> Docx {
        match it {
            Block::Line(line) => to.add_paragraph(*line),
            Block::Record(table) => to.add_table(*table),
        }
    }
}

pub(super) fn all(it: &Document) -> Vec<Block> {
    let mut lines = Vec::new();
    lines.extend(it.head.as_deref().map(head));
    lines.extend(it.number.as_deref().map(|text| number(text, it.head.is_some())));
    lines.push(title(it));
    lines.extend(it.addressee.as_deref().map(addressee));
    for (i, paragraph) in it.paragraphs.iter().enumerate() {
        // The signature never stands on a page without text (7.3.5). What is longer breaks over the pages by itself.
        let (Paragraph::First(said) | Paragraph::Second(said) | Paragraph::Body(said)) = paragraph;
        let keep = i + 1 == it.paragraphs.len() && said.chars().count() <= 3 * CHARACTERS;
        lines.extend(paragraphs(paragraph).into_iter().map(|line| if keep { line.keep_next(true) } else { line }));
    }
    lines.extend(annexes(&it.annexes));
    lines.extend(signed(it));
    let mut all: Vec<Block> = lines.into_iter().map(|line| Block::Line(Box::new(line))).collect();
    if let Some(copies) = &it.copies {
        all.push(Block::Record(Box::new(record(it, copies))));
        // It stands on the page of the line after it, and no file ends with a table.
        let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(20).before(0).after(0);
        all.push(Block::Line(Box::new(Line::new().line_spacing(spacing))));
    }
    all
}

fn text(text: &str, face: Face, size: usize) -> Run {
    let run = Run::new().fonts(face.run()).size(size).add_text(clean(text));
    if size == THIRD { run.character_spacing(CLOSER) } else { run }
}

/// Word refuses a whole file for one character that XML doesn't know.
fn clean(text: &str) -> String {
    let known = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if known(c) { c } else { ' ' }).collect()
}

/// A line of the body's height; `above` lines are left free over it.
fn line(above: u32) -> Line {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE).before(above * LINE as u32).after(0);
    Line::new().line_spacing(spacing)
}

/// As large as fits in one line.
fn head(issuer: &str) -> Line {
    let characters = issuer.chars().count().max(1);
    let half_points = (WIDTH as usize / 10 * 19 / 20 / characters).clamp(SECOND, 100);
    let spacing = LineSpacing::new().before(HEAD_ABOVE).after(0);
    let run = text(issuer, Face::Title, half_points).color(RED);
    Line::new().align(AlignmentType::Center).line_spacing(spacing).snap_to_grid(false).add_run(run)
}

/// Two lines under the heading, the red line 4 mm under it (7.2.5, 7.2.7).
fn number(number: &str, under_head: bool) -> Line {
    let run = text(number, Face::Body, THIRD);
    if !under_head {
        return line(0).align(AlignmentType::Right).add_run(run);
    }
    let mut it = line(2).align(AlignmentType::Center).add_run(run);
    it.property = it.property.set_borders(ParagraphBorders::with_empty().set(
        ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(12).space(11).color(RED),
    ));
    it
}

/// Two lines under the red line, centred (7.3.1).
fn title(it: &Document) -> Line {
    let above = if it.number.is_some() || it.head.is_some() { 2 * LINE as u32 } else { 0 };
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(TITLE_LINE).before(above).after(0);
    let mut run = Run::new().fonts(Face::Title.run()).size(SECOND);
    for (i, part) in super::title::lines(&it.title).iter().enumerate() {
        run = if i == 0 { run } else { run.add_break(BreakType::TextWrapping) };
        run = run.add_text(clean(part));
    }
    Line::new().align(AlignmentType::Center).line_spacing(spacing).keep_next(true).outline_lvl(0).add_run(run)
}

/// One line under the title, from the edge, with a colon (7.3.2).
fn addressee(name: &str) -> Line {
    line(1).add_run(text(&format!("{name}："), Face::Body, THIRD))
}

fn indented(above: u32) -> Line {
    line(above)
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(2 * CHARACTER)), None, None)
        .first_line_chars(200)
}

/// What was typed over several lines is several paragraphs (7.3.3).
fn paragraphs(it: &Paragraph) -> Vec<Line> {
    let (said, face) = match it {
        Paragraph::First(said) => (said, Face::Black),
        Paragraph::Second(said) => (said, Face::Regular),
        Paragraph::Body(said) => (said, Face::Body),
    };
    let heading = face != Face::Body;
    let pieces = said.lines().map(str::trim).filter(|piece| !piece.is_empty());
    let one = |piece| indented(0).add_run(text(piece, face, THIRD));
    pieces.map(|piece| if heading { one(piece).keep_next(true) } else { one(piece) }).collect()
}

/// One line under the text, two characters in; several are numbered (7.3.4).
fn annexes(titles: &[String]) -> Vec<Line> {
    let several = titles.len() > 1;
    let one = |(i, title): (usize, &String)| {
        let word = if i == 0 { "附件：" } else { "" };
        let count = if several { format!("{}.", i + 1) } else { String::new() };
        // Under `附件：`, which is three characters wide.
        let left = 5 * CHARACTER + if several { CHARACTER } else { 0 };
        let back = left - if i == 0 { 2 * CHARACTER } else { 5 * CHARACTER };
        line(u32::from(i == 0))
            .keep_next(true)
            .indent(Some(left), Some(SpecialIndentType::Hanging(back)), None, None)
            .add_run(text(&format!("{word}{count}{title}"), Face::Body, THIRD))
    };
    titles.iter().enumerate().map(one).collect()
}

/// The date four characters from the edge, the signature centred over it, with room for the seal (7.3.5).
fn signed(it: &Document) -> [Line; 2] {
    let date = day(it.date);
    let (name, under) = (width(&it.signature), width(&date));
    let date_right = (4 * CHARACTER).max((name - under) / 2);
    let name_right = (date_right + (under - name) / 2).max(0);
    let right = |above: u32, right: i32, said: &str| {
        line(above).align(AlignmentType::Right).indent(None, None, Some(right), None).keep_lines(true).add_run(text(
            said,
            Face::Body,
            THIRD,
        ))
    };
    [right(2, name_right, &it.signature).keep_next(true), right(0, date_right, &date)]
}

/// How wide a text of the body is: Latin letters and digits take half a character.
fn width(text: &str) -> i32 {
    text.chars().map(|c| if c.is_ascii() { CHARACTER / 2 } else { CHARACTER }).sum()
}

/// The record (版记) at the foot of the last page: who gets copies, who sent it out and when, between lines (7.4).
fn record(it: &Document, copies: &str) -> Table {
    // A little less than the whole: what is as wide as the text, some programs don't let stand at the foot.
    let width = WIDTH - 40;
    let edge = FOURTH as i32 * 10;
    let said = |said: &str| text(said, Face::Body, FOURTH);
    let copied = line(0)
        .indent(Some(4 * edge), Some(SpecialIndentType::Hanging(3 * edge)), Some(edge), None)
        .add_run(said(&format!("抄送：{copies}")));
    let sent = line(0)
        .indent(Some(edge), None, Some(edge), None)
        .add_tab(Tab::new().val(TabValueType::Right).pos((width - edge) as usize))
        .add_run(said(&it.signature))
        .add_run(Run::new().add_tab())
        .add_run(said(&format!("{}印发", day(it.date))));
    let row = |line: Line| {
        TableRow::new(vec![TableCell::new().width(width as usize, WidthType::Dxa).add_paragraph(line)]).cant_split()
    };
    let border = |position, size| TableBorder::new(position).border_type(BorderType::Single).size(size).color(BLACK);
    // Thick lines above and below, a thin one between (7.4.1).
    let borders = TableBorders::with_empty()
        .set(border(TableBorderPosition::Top, 8))
        .set(border(TableBorderPosition::InsideH, 6))
        .set(border(TableBorderPosition::Bottom, 8));
    let foot = TablePositionProperty::new()
        .vertical_anchor("margin")
        .horizontal_anchor("margin")
        .position_x_alignment("center")
        .position_y_alignment("bottom");
    Table::without_borders(vec![row(copied), row(sent)])
        .set_grid(vec![width as usize])
        .width(width as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .set_borders(borders)
        .position(foot)
}
