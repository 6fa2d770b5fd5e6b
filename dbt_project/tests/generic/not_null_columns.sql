{#- One test for all required columns of a table: each row of the result is a column and how often it is empty. -#}
{% test not_null_columns(model, columns) %}
    with kosong as (
        select
            {% for column in columns -%}
                count_if({{ column }} is null) as {{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ model }}
    )

    select *
    from (unpivot kosong on columns(*) into name nama_kolom value jumlah_baris)
    where jumlah_baris > 0
{% endtest %}
