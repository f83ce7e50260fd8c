//! A chart's scene as SVG.

use std::fmt::{self, Write};

use super::escape::Html;
use crate::chart::{Anchor, Form, Paint, Role, Scene, Shape, Step, palette};

/// Where colours come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// From the page's style, which follows light and dark.
    Page,
    /// They are in the picture, which stands alone.
    Fixed,
}

/// What a picture is called, and by which ids it says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a> {
    /// Unique on its page.
    pub(crate) id: &'a str,
    /// More of its `class`.
    pub(crate) class: &'a str,
    /// What stands above it.
    pub(crate) title: &'a str,
    /// What it shows.
    pub(crate) summary: &'a str,
}

/// The style that a page needs for pictures whose colours are its own: `--s0` and so on are the palette's.
pub(crate) const STYLE: &str = include_str!("html/chart.css");

/// Writes a picture.
pub(crate) fn write(
    scene: &Scene,
    name: Name<'_>,
    colours: Colours,
    out: &mut String,
) -> fmt::Result {
    let Name {
        id,
        class,
        title,
        summary,
    } = name;
    let (id, class, title, summary) = (Html(id), Html(class), Html(title), Html(summary));
    write!(
        out,
        "<svg class=\"chart {class}\" role=\"img\" aria-labelledby=\"{id}_t {id}_d\" viewBox=\"0 0 {} {}\" \
         width=\"{0}\" height=\"{1}\" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"system-ui, sans-serif\" \
         font-size=\"12\">",
        Length(scene.width),
        Length(scene.height),
    )?;
    write!(
        out,
        "<title id=\"{id}_t\">{title}</title><desc id=\"{id}_d\">{summary}</desc>"
    )?;
    for shape in &scene.shapes {
        self::shape(shape, colours, out)?;
    }
    out.write_str("</svg>")
}

fn shape(shape: &Shape, colours: Colours, out: &mut String) -> fmt::Result {
    let tag = match &shape.form {
        Form::Rect {
            x,
            y,
            width,
            height,
            radius,
        } => {
            let (x, y, width, height) = (Length(*x), Length(*y), Length(*width), Length(*height));
            write!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""
            )?;
            if *radius > 0.0 {
                write!(out, " rx=\"{}\"", Length(*radius))?;
            }
            "rect"
        }
        Form::Circle { x, y, radius } => {
            write!(
                out,
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"",
                Length(*x),
                Length(*y),
                Length(*radius)
            )?;
            "circle"
        }
        Form::Path(steps) => {
            out.write_str("<path d=\"")?;
            path(steps, out)?;
            out.write_char('"')?;
            "path"
        }
        Form::Text {
            x,
            y,
            anchor,
            size,
            weight,
            ..
        } => {
            write!(out, "<text x=\"{}\" y=\"{}\"", Length(*x), Length(*y))?;
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => out.write_str(" text-anchor=\"middle\"")?,
                Anchor::End => out.write_str(" text-anchor=\"end\"")?,
            }
            if *size != 12.0 {
                write!(out, " font-size=\"{}\"", Length(*size))?;
            }
            if *weight != 400 {
                write!(out, " font-weight=\"{weight}\"")?;
            }
            "text"
        }
    };
    match colours {
        Colours::Page => classes(shape, out)?,
        Colours::Fixed => fixed(shape, out)?,
    }
    out.write_char('>')?;
    if let Form::Text { text, .. } = &shape.form {
        write!(out, "{}", Html(text))?;
    }
    if let Some(title) = &shape.title {
        write!(out, "<title>{}</title>", Html(title))?;
    }
    write!(out, "</{tag}>")
}

fn path(steps: &[Step], out: &mut String) -> fmt::Result {
    for step in steps {
        match step {
            Step::Move(x, y) => write!(out, "M{} {}", Length(*x), Length(*y))?,
            Step::Line(x, y) => write!(out, "L{} {}", Length(*x), Length(*y))?,
            Step::Curve([x1, y1, x2, y2, x, y]) => {
                write!(
                    out,
                    "C{} {} {} {} ",
                    Length(*x1),
                    Length(*y1),
                    Length(*x2),
                    Length(*y2)
                )?;
                write!(out, "{} {}", Length(*x), Length(*y))?;
            }
            Step::Close => out.write_char('Z')?,
        }
    }
    Ok(())
}

/// Whether a shape is there for its title alone.
fn unseen(shape: &Shape) -> bool {
    shape.fill.is_none() && shape.stroke.is_none()
}

fn classes(shape: &Shape, out: &mut String) -> fmt::Result {
    if unseen(shape) {
        return out.write_str(" class=\"h\"");
    }
    out.write_str(" class=\"")?;
    if let Some(paint) = shape.fill {
        write!(out, "f-{}", Variable(paint.role))?;
    } else {
        out.write_str("f-none")?;
    }
    if let Some(stroke) = shape.stroke {
        write!(out, " l-{}", Variable(stroke.paint.role))?;
    }
    out.write_char('"')?;
    widths(shape, out)
}

fn fixed(shape: &Shape, out: &mut String) -> fmt::Result {
    if unseen(shape) {
        return out.write_str(" fill=\"#000\" fill-opacity=\"0\"");
    }
    match shape.fill {
        Some(paint) => write!(out, " fill=\"{}\"", Hex(palette::light(paint.role)))?,
        None => out.write_str(" fill=\"none\"")?,
    }
    if let Some(stroke) = shape.stroke {
        write!(
            out,
            " stroke=\"{}\"",
            Hex(palette::light(stroke.paint.role))
        )?;
    }
    widths(shape, out)
}

fn widths(shape: &Shape, out: &mut String) -> fmt::Result {
    let opacity = |name: &str, paint: Paint, out: &mut String| match paint.opacity {
        1.0 => Ok(()),
        opacity => write!(out, " {name}-opacity=\"{}\"", Length(opacity)),
    };
    if let Some(paint) = shape.fill {
        opacity("fill", paint, out)?;
    }
    if let Some(stroke) = shape.stroke {
        opacity("stroke", stroke.paint, out)?;
        if stroke.width != 1.0 {
            write!(out, " stroke-width=\"{}\"", Length(stroke.width))?;
        }
    }
    Ok(())
}

/// A length to a hundredth, without zeros at its end.
struct Length(f64);

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is rounded to zero has no sign.
        let hundredths = (self.0 * 100.0).round() + 0.0;
        write!(out, "{}", hundredths / 100.0)
    }
}

/// The name of a role's colour in styles.
pub(crate) struct Variable(pub(crate) Role);

impl fmt::Display for Variable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Role::Background => out.write_str("back"),
            Role::Grid => out.write_str("grid"),
            Role::Axis => out.write_str("axis"),
            Role::Text => out.write_str("text"),
            Role::Muted => out.write_str("muted"),
            Role::Series(number) => write!(out, "s{}", number % palette::SERIES),
        }
    }
}

/// A colour as `#rrggbb`.
pub(crate) struct Hex(pub(crate) palette::Colour);

impl fmt::Display for Hex {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}
