"""Sentences that look like those of twenty languages, made from lists of words.

Nobody shall read them. They have the letters, the lengths of words and the marks of their
language, so that encodings, word counts and the telling of languages have something to work on.
"""
import random

# Per language: what joins words, words that join, words that mean something, marks.
LANGUAGES = {
    "en": ("the of and to in a that it with for on was at by from",
           "harbour lamp keeper council winter bridge river morning letter ship market school road "
           "window garden engine village story island library station doctor farmer signal storm "
           "opened repaired counted carried promised measured visited finished planted remembered "
           "old quiet narrow early heavy public bright northern"),
    "de": ("der die das und in zu den mit von auf für ist im nicht ein",
           "Hafen Lampe Wärter Gemeinde Winter Brücke Fluss Morgen Brief Schiff Markt Schule Straße "
           "Fenster Garten Maschine Dorf Geschichte Insel Bücherei Bahnhof Ärztin Bäuerin Signal Sturm "
           "öffnete reparierte zählte trug versprach maß besuchte beendete pflanzte erinnerte "
           "alte ruhige schmale frühe schwere öffentliche helle nördliche"),
    "fr": ("le la les de des et en un une dans que pour sur avec est",
           "port lampe gardien conseil hiver pont rivière matin lettre bateau marché école route "
           "fenêtre jardin moteur village histoire île bibliothèque gare médecin fermière signal tempête "
           "ouvrait réparait comptait portait promettait mesurait visitait achevait plantait "
           "ancien tranquille étroit précoce lourd public clair septentrional"),
    "es": ("el la los de y en que un una con por para del se su",
           "puerto lámpara guardián concejo invierno puente río mañana carta barco mercado escuela "
           "camino ventana jardín máquina pueblo historia isla biblioteca estación médica señal tormenta "
           "abrió reparó contó llevó prometió midió visitó terminó plantó recordó "
           "viejo tranquilo estrecho temprano pesado público claro norteño"),
    "it": ("il la di e che in un una per con del sono non le dal",
           "porto lampada guardiano consiglio inverno ponte fiume mattina lettera nave mercato scuola "
           "strada finestra giardino motore villaggio storia isola biblioteca stazione medico segnale "
           "tempesta apriva riparava contava portava prometteva misurava visitava finiva città perché "
           "vecchio tranquillo stretto precoce pesante pubblico chiaro"),
    "pt": ("o a os de e em que um uma com por para do da se",
           "porto lâmpada guardião conselho inverno ponte rio manhã carta navio mercado escola estrada "
           "janela jardim máquina aldeia história ilha biblioteca estação médica sinal tempestade "
           "abriu reparou contou levou prometeu mediu visitou acabou plantou recordação região "
           "velho tranquilo estreito cedo pesado público claro"),
    "nl": ("de het een en van in op te dat met voor is zijn aan bij",
           "haven lamp wachter gemeente winter brug rivier ochtend brief schip markt school weg raam "
           "tuin machine dorp verhaal eiland bibliotheek station dokter boerin signaal storm opende "
           "herstelde telde droeg beloofde mat bezocht voltooide plantte herinnerde oude stille smalle "
           "vroege zware openbare heldere noordelijke"),
    "sv": ("en ett och i att det som på för med av till är den om",
           "hamn lampa väktare kommun vinter bro flod morgon brev skepp marknad skola väg fönster "
           "trädgård maskin by berättelse ö bibliotek station läkare bonde signal storm öppnade lagade "
           "räknade bar lovade mätte besökte avslutade planterade mindes gammal tyst smal tidig tung "
           "offentlig ljus nordlig"),
    "pl": ("i w na z do się nie to że jest o jak po od za",
           "port lampa strażnik gmina zima most rzeka poranek list statek rynek szkoła droga okno ogród "
           "maszyna wieś opowieść wyspa biblioteka stacja lekarka rolnik sygnał burza otworzył naprawił "
           "policzył niósł obiecał zmierzył odwiedził skończył posadził pamiętał stary cichy wąski "
           "wczesny ciężki publiczny jasny północny źródło"),
    "cs": ("a v na se je že s z do to o jako po pro by",
           "přístav lampa strážce obec zima most řeka ráno dopis loď trh škola cesta okno zahrada stroj "
           "vesnice příběh ostrov knihovna nádraží lékařka rolník signál bouře otevřel opravil spočítal "
           "nesl slíbil změřil navštívil dokončil zasadil pamatoval starý tichý úzký časný těžký "
           "veřejný světlý severní"),
    "hu": ("a az és hogy nem egy is van meg volt de ez csak mint már",
           "kikötő lámpa őr tanács tél híd folyó reggel levél hajó piac iskola út ablak kert gép falu "
           "történet sziget könyvtár állomás orvos gazda jelzés vihar kinyitotta megjavította megszámolta "
           "vitte megígérte megmérte meglátogatta befejezte ültette emlékezett öreg csendes keskeny "
           "korai nehéz nyilvános világos északi"),
    "ro": ("și în de la cu o un pe din că nu este mai care pentru",
           "port lampă paznic consiliu iarnă pod râu dimineață scrisoare corabie piață școală drum "
           "fereastră grădină mașină sat poveste insulă bibliotecă gară doctor țăran semnal furtună "
           "deschidea repara număra purta promitea măsura vizita termina planta amintea vechi liniștit "
           "îngust timpuriu greu public luminos nordic"),
    "ru": ("и в на не что он с как это по но из у за от",
           "гавань лампа смотритель совет зима мост река утро письмо корабль рынок школа дорога окно сад "
           "машина деревня рассказ остров библиотека станция врач крестьянин сигнал буря открыл починил "
           "сосчитал нёс обещал измерил посетил закончил посадил вспомнил старый тихий узкий ранний "
           "тяжёлый общий светлый северный"),
    "uk": ("і в на не що він з як це по але із у за від",
           "гавань лампа доглядач рада зима міст річка ранок лист корабель ринок школа дорога вікно сад "
           "машина село розповідь острів бібліотека станція лікар селянин сигнал буря відчинив полагодив "
           "порахував ніс обіцяв виміряв відвідав закінчив посадив згадав старий тихий вузький ранній "
           "важкий їхній світлий північний ґанок"),
    "el": ("το η και του της με για από στο να που είναι δεν οι τα",
           "λιμάνι λάμπα φύλακας συμβούλιο χειμώνας γέφυρα ποτάμι πρωί γράμμα πλοίο αγορά σχολείο δρόμος "
           "παράθυρο κήπος μηχανή χωριό ιστορία νησί βιβλιοθήκη σταθμός γιατρός αγρότης σήμα θύελλα άνοιξε "
           "επισκεύασε μέτρησε κουβάλησε υποσχέθηκε επισκέφθηκε τελείωσε φύτεψε παλιό ήσυχο στενό βαρύ "
           "δημόσιο φωτεινό βόρειο"),
    "tr": ("ve bir bu da için ile de çok daha gibi olan ne kadar sonra en",
           "liman lamba bekçi meclis kış köprü ırmak sabah mektup gemi çarşı okul yol pencere bahçe makine "
           "köy hikâye ada kütüphane istasyon doktor çiftçi işaret fırtına açtı onardı saydı taşıdı söz "
           "ölçtü gezdi bitirdi dikti hatırladı eski sessiz dar erken ağır ortak aydınlık kuzeyli güneş"),
    "ja": ("は が を に の で と も から まで",
           "港 灯台 番人 議会 冬 橋 川 朝 手紙 船 市場 学校 道 窓 庭 機械 村 物語 島 図書館 駅 医者 農家 合図 嵐 "
           "開いた 直した 数えた 運んだ 約束した 測った 訪れた 終えた 植えた 古い 静かな 狭い 早い 重い 明るい 北の"),
    "zh": ("的 在 了 和 是 不 有 这 从 到",
           "港口 灯塔 看守 议会 冬天 大桥 河流 早晨 书信 轮船 市场 学校 道路 窗户 花园 机器 村庄 故事 岛屿 图书馆 车站 "
           "医生 农民 信号 风暴 打开 修好 数过 搬运 答应 测量 访问 完成 种下 记得 古老 安静 狭窄 清早 沉重 公共 明亮 北方"),
    "ko": ("그 이 및 또 더 한 두 그리고 하지만 위해",
           "항구는 등불을 지기가 의회에서 겨울에 다리를 강가의 아침마다 편지를 배들이 시장에 학교는 길에서 창문을 정원의 "
           "기계를 마을에 이야기는 섬에서 도서관의 역에서 의사가 농부는 신호를 폭풍이 열었다 고쳤다 세었다 날랐다 약속했다 "
           "재었다 찾았다 끝냈다 심었다 오래된 조용한 좁은 이른 무거운 밝은 북쪽"),
    "ar": ("في من على إلى أن هذا مع كان عن لم بعد قبل كل بين ثم",
           "الميناء المصباح الحارس المجلس الشتاء الجسر النهر الصباح الرسالة السفينة السوق المدرسة الطريق "
           "النافذة الحديقة الآلة القرية القصة الجزيرة المكتبة المحطة الطبيب الفلاح الإشارة العاصفة فتح "
           "أصلح عدّ حمل وعد قاس زار أنهى زرع تذكر قديم هادئ ضيق مبكر ثقيل عام مضيء شمالي"),
}

# Besides UTF-8, which everybody has.
ENCODINGS = {
    "de": ["iso-8859-1", "windows-1252"], "fr": ["windows-1252"], "es": ["iso-8859-1"],
    "pl": ["iso-8859-2"], "cs": ["windows-1250"], "hu": ["iso-8859-2"],
    "ru": ["windows-1251", "koi8-r"], "el": ["iso-8859-7"], "ja": ["shift_jis", "euc-jp"],
    "zh": ["gb18030"], "ko": ["euc-kr"],
}
UNSPACED = {"ja", "zh"}
FULL_STOP = {"ja": "。", "zh": "。"}
COMMA = {"ja": "、", "zh": "，", "ar": "،"}


def words(language):
    joining, meaning = LANGUAGES[language]
    return joining.split(), meaning.split()


def phrase(rng, language, n):
    joining, meaning = words(language)
    out = []
    for i in range(n):
        out.append(rng.choice(joining if i % 3 == 1 and i < n - 1 else meaning))
    text = ("" if language in UNSPACED else " ").join(out)
    return text[0].upper() + text[1:]


def sentence(rng, language):
    first = phrase(rng, language, rng.randint(5, 9))
    if rng.random() < 0.6:
        more = phrase(rng, language, rng.randint(4, 8))
        first += COMMA.get(language, ",") + ("" if language in UNSPACED else " ") + (
            more[0].lower() + more[1:])
    return first + FULL_STOP.get(language, ".")


def paragraph(rng, language):
    between = "" if language in UNSPACED else " "
    return between.join(sentence(rng, language) for _ in range(rng.randint(3, 6)))


def title(rng, language):
    return phrase(rng, language, rng.randint(4, 7))


def check():
    """Every word can be written in every encoding of its language."""
    for language, encodings in ENCODINGS.items():
        for encoding in encodings:
            " ".join(LANGUAGES[language]).encode(encoding)
    assert len(LANGUAGES) == 20
    assert len({e for es in ENCODINGS.values() for e in es} | {"utf-8"}) >= 10
    sentence(random.Random(1), "en")


if __name__ == "__main__":
    check()
