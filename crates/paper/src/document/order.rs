//! Properties in the order of the schema (ISO/IEC 29500-1, `wml.xsd`). The library writes them as they come to it; Word and
//! WPS may leave out, or offer to repair, what stands in another place.

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};

/// Containers whose children have an order, as far as our documents use them.
const ORDERS: &[(&str, &[&str])] = &[
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:framePr",
            "w:widowControl",
            "w:numPr",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:adjustRightInd",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    ("w:pBdr", &["w:top", "w:left", "w:bottom", "w:right", "w:between", "w:bar"]),
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:strike",
            "w:vanish",
            "w:color",
            "w:spacing",
            "w:w",
            "w:sz",
            "w:szCs",
            "w:highlight",
            "w:u",
            "w:bdr",
            "w:shd",
            "w:fitText",
            "w:vertAlign",
        ],
    ),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
            "w:textDirection",
            "w:docGrid",
        ],
    ),
    (
        "w:tblPr",
        &["w:tblStyle", "w:tblpPr", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblCellMar"],
    ),
    ("w:tblBorders", &["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]),
    ("w:settings", &["w:zoom", "w:defaultTabStop", "w:evenAndOddHeaders", "w:compat"]),
    (
        "w:style",
        &[
            "w:name",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:pPr",
            "w:rPr",
        ],
    ),
];

fn order_of(name: &str) -> &'static [&'static str] {
    ORDERS.iter().find(|(container, _)| *container == name).map_or(&[], |(_, order)| order)
}

/// What the order doesn't name stays behind what it names.
fn rank(order: &[&str], name: &str) -> usize {
    order.iter().position(|it| *it == name).unwrap_or(order.len())
}

pub(super) fn ordered(part: &[u8]) -> Result<Vec<u8>, quick_xml::Error> {
    let mut out = Vec::with_capacity(part.len());
    children(&mut Reader::from_reader(part), &[], &mut out)?;
    Ok(out)
}

/// Everything up to the end of the element that is open, which is written too. Our own parts are some ten elements deep.
fn children(reader: &mut Reader<&[u8]>, order: &[&str], out: &mut Vec<u8>) -> Result<(), quick_xml::Error> {
    let mut pieces: Vec<(usize, Vec<u8>)> = Vec::new();
    let end = loop {
        let event = reader.read_event()?;
        let mut piece = Vec::new();
        let rank = match &event {
            Event::Eof => break None,
            Event::End(_) => break Some(event),
            Event::Start(it) => {
                Writer::new(&mut piece).write_event(event.borrow())?;
                children(reader, order_of(it.name().as_ref()), &mut piece)?;
                rank(order, it.name().as_ref())
            }
            other => {
                Writer::new(&mut piece).write_event(other.borrow())?;
                if let Event::Empty(it) = other { rank(order, it.name().as_ref()) } else { 0 }
            }
        };
        pieces.push((rank, piece));
    };
    pieces.sort_by_key(|(rank, _)| *rank);
    out.extend(pieces.into_iter().flat_map(|(_, piece)| piece));
    end.map_or(Ok(()), |end| Writer::new(out).write_event(end).map_err(Into::into))
}
