"""The least that reading checked YAML with click, ruamel.yaml and pydantic takes: imports and one model."""

import click
import pydantic
import ruamel.yaml


class Style(pydantic.BaseModel):
    """Five fields, as a style has."""

    name: str
    description: str = ""
    type: str = "video"
    ratio: str = "portrait"
    template: str = ""


click.echo(f"ready: {ruamel.yaml.YAML.__name__}, {len(Style.model_fields)} fields")
