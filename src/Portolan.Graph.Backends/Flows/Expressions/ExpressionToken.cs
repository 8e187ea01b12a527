namespace Portolan.Graph.Backends.Flows;

internal enum ExpressionTokenKind
{
    End,
    Name,
    Number,
    Text,
    Symbol,
}

/// <summary>A word of an expression and where it begins, in UTF-16 units from 0.</summary>
internal readonly record struct ExpressionToken(ExpressionTokenKind Kind, string Text, int Offset);
