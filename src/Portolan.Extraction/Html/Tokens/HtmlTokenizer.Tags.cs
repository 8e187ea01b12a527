namespace Portolan.Extraction.Html.Tokens;

/// <content>Tags and their attributes.</content>
internal sealed partial class HtmlTokenizer
{
    /// <summary>Reads a tag whose name begins here.</summary>
    /// <returns>Null when the page ends in it: such a tag is dropped.</returns>
    private HtmlTokenKind? ReadTag(int nameStart, HtmlTokenKind kind)
    {
        int at = ReadTagName(nameStart);
        if (at >= end)
        {
            position = end;
            return null;
        }

        FirstAttribute = document.TotalAttributes;
        AttributeCount = 0;
        IsSelfClosing = false;
        if (buffer[at] == '>')
        {
            position = at + 1;
        }
        else if (!ReadAttributes(at))
        {
            document.TrimAttributes(FirstAttribute);
            return null;
        }

        if (kind == HtmlTokenKind.EndTag)
        {
            document.TrimAttributes(FirstAttribute);
            AttributeCount = 0;
        }
        else
        {
            lastStartName = NameStart;
            lastStartLength = NameLength;
        }

        return kind;
    }

    private int ReadTagName(int start)
    {
        char[] page = buffer;
        ulong key = HtmlTags.EmptyKey;
        bool plain = true;
        int at = start;
        while (true)
        {
            char c = page[at];
            uint letter = (uint)((c | 0x20) - 'a');
            if (letter < 26)
            {
                page[at] = (char)(c | 0x20);
                key = (key << 5) | letter;
            }
            else if ((uint)(c - '1') < 6)
            {
                key = (key << 5) | (uint)(c - '1' + 26);
            }
            else if (EndsTagName(c))
            {
                break;
            }
            else if (c == '\0')
            {
                if (at >= end)
                {
                    break;
                }

                page[at] = '\uFFFD';
                plain = false;
            }
            else
            {
                plain = false;
            }

            at++;
        }

        NameStart = start;
        NameLength = at - start;
        Tag = plain ? HtmlTags.Find(key, NameLength) : HtmlTag.Unknown;
        return at;
    }

    /// <summary>Reads what follows a tag's name, to behind its <c>&gt;</c>; false when the page ends before.</summary>
    private bool ReadAttributes(int at)
    {
        char[] page = buffer;
        while (true)
        {
            char c = page[at];
            if (IsSpace(c))
            {
                at++;
            }
            else if (c == '>')
            {
                position = at + 1;
                return true;
            }
            else if (c == '/')
            {
                if (page[++at] == '>')
                {
                    IsSelfClosing = true;
                    position = at + 1;
                    return true;
                }
            }
            else if (at >= end)
            {
                position = end;
                return false;
            }
            else
            {
                at = ReadAttribute(at);
            }
        }
    }

    private int ReadAttribute(int start)
    {
        char[] page = buffer;
        int at = start;
        uint hash = 0;
        while (true)
        {
            char c = page[at];
            if (c is '>' or '/' || IsSpace(c) || (c == '=' && at > start))
            {
                break;
            }

            if (c is >= 'A' and <= 'Z')
            {
                page[at] = c = (char)(c | 0x20);
            }
            else if (c == '\0')
            {
                if (at >= end)
                {
                    return end;
                }

                page[at] = c = '\uFFFD';
            }

            hash = (hash * 0x01000193) ^ c;
            at++;
        }

        int nameLength = at - start;
        while (IsSpace(page[at]))
        {
            at++;
        }

        int valueStart = at, valueEnd = at;
        if (page[at] == '=')
        {
            do
            {
                at++;
            }
            while (IsSpace(page[at]));
            at = page[at] switch
            {
                '"' or '\'' => ReadQuotedValue(at, out valueStart, out valueEnd),
                '>' => at,
                _ => ReadUnquotedValue(at, out valueStart, out valueEnd),
            };
        }

        Add(new HtmlAttribute(start, nameLength, valueStart, valueEnd - valueStart), hash);
        return at;
    }

    private int ReadQuotedValue(int quote, out int valueStart, out int valueEnd)
    {
        Span<char> page = buffer.AsSpan(0, end);
        int start = quote + 1, moved = start, kept = start, at = start;
        valueStart = start;
        while (true)
        {
            int hit = page[at..].IndexOfAny(page[quote], '&');
            if (hit < 0)
            {
                // The page ends in the value, and so in the tag, which will be dropped.
                valueEnd = start;
                return end;
            }

            at += hit;
            if (page[at] != '&')
            {
                valueEnd = ReplaceNul(start, Close(page, at, moved, kept));
                return at + 1;
            }

            at = Resolve(page, at, inAttribute: true, ref moved, ref kept);
        }
    }

    private int ReadUnquotedValue(int start, out int valueStart, out int valueEnd)
    {
        Span<char> page = buffer.AsSpan(0, end);
        int moved = start, kept = start, at = start;
        valueStart = start;
        while (at < end && page[at] != '>' && !IsSpace(page[at]))
        {
            at = page[at] == '&' ? Resolve(page, at, inAttribute: true, ref moved, ref kept) : at + 1;
        }

        valueEnd = ReplaceNul(start, Close(page, at, moved, kept));
        return at;
    }

    private int ReplaceNul(int start, int stop)
    {
        if (anyNul)
        {
            buffer.AsSpan(start..stop).Replace('\0', '\uFFFD');
        }

        return stop;
    }

    /// <summary>Keeps an attribute unless the tag has one of that name already.</summary>
    private void Add(HtmlAttribute attribute, uint hash)
    {
        if (AttributeCount == MaxAttributes)
        {
            return;
        }

        ReadOnlySpan<uint> known = nameHashes.AsSpan(0, AttributeCount);
        for (int from = 0, hit; (hit = known[from..].IndexOf(hash)) >= 0; from += hit + 1)
        {
            HtmlAttribute other = document.AttributeAt(FirstAttribute + from + hit);
            if (buffer.AsSpan(other.NameStart, other.NameLength).SequenceEqual(buffer.AsSpan(attribute.NameStart, attribute.NameLength)))
            {
                return;
            }
        }

        nameHashes[AttributeCount++] = hash;
        document.AppendAttribute(attribute);
    }
}
