{#- Schemas are exactly raw, staging, core and open_data: no prefix of the target's own schema. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim }}
{%- endmacro %}
