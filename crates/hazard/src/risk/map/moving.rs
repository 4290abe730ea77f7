//! The box in which `map.js` puts the map that moves. What is inside stays for everybody without WebGL 2 or a script, and
//! on paper.

use kernel::Lang;
use maud::{Markup, html};
use page::href;
use serde_json::json;

use crate::risk::assessment::Colour;
use crate::words::{colour, risk as r, risk_map as w};

const OUTLINES: &str = "/api/v1/divisions/outlines";

pub(super) fn moving(lang: Lang, points: &str, still: Markup) -> Markup {
    html! {
        link rel="stylesheet" href=(href("maplibre-gl.css"));
        div.map-box data-map data-library=(href("maplibre-gl.mjs")) data-worker=(href("maplibre-gl-worker.mjs"))
            data-outlines=(OUTLINES) data-points=(points) data-words=(words(lang)) { div.map-still { (still) } }
        script src=(href("map.js")) defer {}
    }
}

/// The texts of the controls under the library's own names, and the words of the colours.
fn words(lang: Lang) -> String {
    let word = |it: Colour| colour::of(lang, it.word());
    json!({
        "Map.Title": w::map_title(lang),
        "NavigationControl.ZoomIn": w::zoom_in(lang),
        "NavigationControl.ZoomOut": w::zoom_out(lang),
        "Popup.Close": w::close(lang),
        "ScaleControl.Meters": w::metres(lang),
        "ScaleControl.Kilometers": w::kilometres(lang),
        "CooperativeGesturesHandler.MobileHelpText": w::two_fingers(lang),
        "CooperativeGesturesHandler.WindowsHelpText": w::ctrl_scroll(lang),
        "CooperativeGesturesHandler.MacHelpText": w::ctrl_scroll(lang),
        "attribution": w::attribution(lang),
        "red": word(Colour::Red),
        "orange": word(Colour::Orange),
        "yellow": word(Colour::Yellow),
        "blue": word(Colour::Blue),
        "silent": r::not_assessed(lang),
    })
    .to_string()
}
